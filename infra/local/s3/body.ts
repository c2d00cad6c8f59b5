import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError } from '../service.ts';
import type { ObjectStore } from './store.ts';

/** A piece of content on disk, not yet an object. */
export interface Blob {
  readonly blob: string;
  readonly bytes: number;
  /** MD5 in hexadecimal, as S3's ETag has it. */
  readonly md5: string;
}

/** S3's most for one PUT. */
const mostBytes = 5 * 1024 ** 3;

/** Passes the bytes through, counting and hashing them. */
class Measure extends Transform {
  readonly #md5 = createHash('md5');
  bytes = 0;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.#md5.update(chunk);
    if (this.bytes > mostBytes)
      done(new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size'));
    else done(null, chunk);
  }

  digest(): string {
    return this.#md5.digest('hex');
  }
}

/** Takes the frames of `aws-chunked` off: `<hex length>[;signature]\r\n<bytes>\r\n … 0\r\n<trailers>`. */
class Unchunk extends Transform {
  #held: Buffer = Buffer.alloc(0);
  #left = 0;
  #ended = false;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (!this.#ended && this.#step());
    done();
  }

  /** Answers whether it came on; it waits for more bytes else. */
  #step(): boolean {
    if (this.#left > 0) {
      const taken = this.#held.subarray(0, this.#left);
      if (taken.length === 0) return false;
      this.push(taken);
      this.#held = this.#held.subarray(taken.length);
      this.#left -= taken.length;
      return true;
    }
    const end = this.#held.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.#held.subarray(0, end).toString();
    this.#held = this.#held.subarray(end + 2);
    // A frame's own end is an empty line before the next length.
    if (line === '') return true;
    this.#left = Number.parseInt(line, 16);
    this.#ended = this.#left === 0;
    return true;
  }
}

const isChunked = (request: IncomingMessage): boolean =>
  String(request.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');

const sync = async (file: string): Promise<void> => {
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
};

/** Writes a request's body to disk; it is there whole before anything points at it. */
export const receive = async (request: IncomingMessage, store: ObjectStore): Promise<Blob> => {
  const blob = randomUUID();
  const file = store.blobFile(blob);
  const measure = new Measure();
  const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  if (isChunked(request)) await pipeline(request, new Unchunk(), measure, target);
  else await pipeline(request, measure, target);
  await sync(file);
  return { blob, bytes: measure.bytes, md5: measure.digest() };
};

/** The XML bodies are short; what is longer is no request of S3's. */
const mostTextBytes = 1024 * 1024;

export const receiveText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > mostTextBytes)
      throw new AwsError('MaxMessageLengthExceeded', 'The body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
