import { badRequest } from '../problem.ts';

/** 13 to 19 digits, perhaps in groups, that are no part of a longer word: an IBAN or one of our ids is none. */
const digitRuns = /(?<![\dA-Za-z])\d(?:[ -]?\d){12,18}(?![\dA-Za-z])/g;

/** Card numbers carry a check digit (ISO/IEC 7812, Luhn): nine of ten other numbers of that length do not. */
const checks = (digits: string): boolean => {
  const total = [...digits].reverse().reduce((sum, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return total % 10 === 0;
};

const secrets = ['cardNumber', 'cvv', 'cvc', 'pin'];

const holdsCard = (text: string): boolean =>
  [...text.matchAll(digitRuns)].some(([run]) => checks(run.replaceAll(/\D/g, '')));

/** Where in a body a card's number or code stands. The value itself is never part of the answer. */
export const cardNumbersIn = (body: unknown, path = 'the body'): readonly string[] => {
  if (typeof body === 'string' || typeof body === 'number')
    return holdsCard(String(body)) ? [path] : [];
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    secrets.includes(name) && !Array.isArray(body)
      ? [name]
      : cardNumbersIn(value, Array.isArray(body) ? path : name),
  );
};

/** Refuses a body that brings a card's number, before anything of it is kept (PCI DSS: what is not there cannot leak). */
export const assertNoCardNumber = (body: unknown): void => {
  const places = cardNumbersIn(body);
  if (places.length > 0)
    throw badRequest(
      'A card is never taken here: let the payment provider make a token of it, and send that',
      places.map((place) => `${place} holds what only the payment provider may see`),
    );
};
