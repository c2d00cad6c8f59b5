/** Whole numbers up to 2^53 in as few bytes as they need, seven bits each; texts with their length before them. */
export interface ByteWriter {
  count(value: number): void;
  /** Any sign: small numbers stay short on both sides of zero. */
  signed(value: number): void;
  text(value: string): void;
  done(): Uint8Array;
}

const firstSize = 2_048;
/** A number takes at most so many bytes. */
const mostBytes = 8;
const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder();

/** Writes into memory that grows by itself. */
export const byteWriter = (): ByteWriter => {
  let bytes = new Uint8Array(firstSize);
  let at = 0;
  const room = (more: number): void => {
    if (at + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, at + more));
    larger.set(bytes);
    bytes = larger;
  };
  const count = (value: number): void => {
    room(mostBytes);
    let left = value;
    // Beyond 2^31 the bit operators would cut the number.
    while (left >= 128) {
      bytes[at] = (left % 128) + 128;
      at += 1;
      left = Math.floor(left / 128);
    }
    bytes[at] = left;
    at += 1;
  };
  return {
    count,
    signed: (value) => count(value < 0 ? -2 * value - 1 : 2 * value),
    text: (value) => {
      const most = value.length * 3;
      room(most + mostBytes);
      const { written } = textEncoder.encodeInto(value, bytes.subarray(at + mostBytes));
      const from = at + mostBytes;
      count(written);
      bytes.copyWithin(at, from, from + written);
      at += written;
    },
    done: () => bytes.slice(0, at),
  };
};

/** Reads what a {@link ByteWriter} wrote, in the same order. */
export interface ByteReader {
  count(): number;
  signed(): number;
  text(): string;
}

export const byteReader = (bytes: Uint8Array): ByteReader => {
  let at = 0;
  const count = (): number => {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = bytes[at] ?? 0;
      at += 1;
      if (byte < 128) return value + byte * weight;
      value += (byte - 128) * weight;
      weight *= 128;
    }
  };
  return {
    count,
    signed: () => {
      const value = count();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    text: () => {
      const length = count();
      at += length;
      return textDecoder.decode(bytes.subarray(at - length, at));
    },
  };
};
