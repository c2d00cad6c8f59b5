import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addNumbers,
  compareNumbers,
  isPlainNumber,
  sortableNumber,
} from '../../../infra/local/dynamodb/numbers.ts';

/** Decimals with up to six places, written plainly. */
const decimal = fc
  .record({ scaled: fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), places: fc.nat(6) })
  .map(({ scaled, places }) => {
    const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, '0');
    const fraction = places === 0 ? '' : digits.slice(-places).replace(/0+$/, '');
    const whole = places === 0 ? digits : digits.slice(0, -places);
    const text = whole + (fraction && `.${fraction}`);
    return {
      text: scaled < 0n && text !== '0' ? `-${text}` : text,
      scaled: scaled * 10n ** BigInt(6 - places),
    };
  });

it('sorts as text as the numbers do', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const order = a.scaled < b.scaled ? -1 : a.scaled > b.scaled ? 1 : 0;
      const [x, y] = [sortableNumber(a.text), sortableNumber(b.text)];
      expect(x < y ? -1 : x > y ? 1 : 0).toBe(order);
      expect(Math.sign(compareNumbers(a.text, b.text))).toBe(order);
    }),
  );
});

it('adds exactly, and writes the sum plainly', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const sum = addNumbers(a.text, b.text);
      expect(isPlainNumber(sum)).toBe(true);
      const [whole = '', fraction = ''] = sum.split('.');
      expect(BigInt(whole + fraction.padEnd(6, '0'))).toBe(a.scaled + b.scaled);
    }),
  );
});

it.each(['01', '1.0', '-0', '1e3', '+1', '.5', '5.', '', '1'.repeat(39)])(
  'does not take %p for plain',
  (text) => {
    expect(isPlainNumber(text)).toBe(false);
  },
);
