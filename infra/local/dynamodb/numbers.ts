/** Decimal numbers as DynamoDB keeps them: up to 38 digits, written plainly ("12.5", never "1.25e1"). */

const plain = /^(?:0|-?(?:[1-9]\d*|(?:0|[1-9]\d*)\.\d*[1-9]))$/;

interface Decimal {
  readonly negative: boolean;
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  /** The power of ten of the first digit. */
  readonly exponent: number;
}

const zero: Decimal = { negative: false, digits: '', exponent: 0 };

const decimal = (text: string): Decimal => {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  if (first < 0) return zero;
  return {
    negative,
    digits: all.slice(first).replace(/0+$/, ''),
    exponent: whole.length - 1 - first,
  };
};

/** Whether a number is written as DynamoDB gives it back and within its 38 digits. */
export const isPlainNumber = (text: string): boolean => {
  if (!plain.test(text)) return false;
  if (text.length <= 38) return true;
  const { digits, exponent } = decimal(text);
  return digits.length <= 38 && exponent <= 125 && exponent >= -130;
};

/** Two significant digits a byte and one more, and one for the sign. */
export const numberSize = (text: string): number => {
  const { digits, negative } = decimal(text);
  return digits === '' ? 1 : 1 + Math.ceil(digits.length / 2) + (negative ? 1 : 0);
};

const complement = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String(9 - Number(digit)));

/**
 * Text that sorts as the number does: sign, exponent, digits. A negative number's parts are complemented, and end in
 * a character above all digits, so that -1.23 comes before -1.2.
 */
export const sortableNumber = (text: string): string => {
  const { negative, digits, exponent } = decimal(text);
  if (digits === '') return '1';
  const scale = String(exponent + 200).padStart(3, '0');
  return negative ? `0${complement(scale)}${complement(digits)}:` : `2${scale}${digits}`;
};

export const compareNumbers = (a: string, b: string): number => {
  if (a === b) return 0;
  if (a.length <= 15 && b.length <= 15) return Number(a) - Number(b);
  return sortableNumber(a) < sortableNumber(b) ? -1 : 1;
};

const scaled = (text: string, places: number): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(places, '0'));
};

const placesOf = (text: string): number => text.split('.')[1]?.length ?? 0;

/** The exact sum; the caller checks that it fits. */
export const addNumbers = (a: string, b: string): string => {
  const places = Math.max(placesOf(a), placesOf(b));
  const sum = scaled(a, places) + scaled(b, places);
  if (places === 0) return String(sum);
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const text = digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`);
  return sum < 0n ? `-${text}` : text;
};

export const negateNumber = (text: string): string => {
  if (text === '0') return text;
  return text.startsWith('-') ? text.slice(1) : `-${text}`;
};
