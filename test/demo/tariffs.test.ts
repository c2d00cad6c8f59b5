import { describe, expect, it } from '@jest/globals';
import { mobileTariff } from '../../infra/demo/tariffs.ts';
import { once } from '../bss/usage/tariffs.ts';

const plan = {
  minutes: 0,
  messages: 0,
  gigabytes: 1,
  perMinuteEur: 0.2,
  perMessageEur: 0.1,
  perGigabyteEur: 2,
};
const terms = mobileTariff(plan);
const noon = Date.parse('2027-04-28T10:00:00Z');
const evening = Date.parse('2027-04-28T18:00:00Z');
const [voice, data, sms] = [0, 1, 2];

describe('the tariff of a mobile of the demonstration', () => {
  it.each([
    ['a call at home by day', { at: noon, other: '3221234567' }, 200_000],
    ['half of it in the evening', { at: evening, other: '3221234567' }, 100_000],
    ['a first minute whole, then seconds', { other: '33123', at: noon, quantity: 90 }, 300_000],
    ['a service number', { at: noon, other: '327812345' }, 400_000],
    ['far away', { at: noon, other: '81312345678' }, 900_000],
    ['in France as at home', { at: noon, other: '32212', network: '20801' }, 200_000],
    ['in Japan', { at: noon, other: '32212', network: '44010' }, 1_750_000],
    ['a message', { kind: sms, quantity: 1 }, 100_000],
    ['data that the month includes', { kind: data, quantity: 1_000_000_000, other: '' }, 0],
    ['data beyond it', { kind: data, quantity: 1_500_000_000, other: '' }, 1_000_000],
    [
      'data far away, up to the most',
      { kind: data, quantity: 30_000_000, network: '310260' },
      20_000_000,
    ],
    ['a call that nobody answered', { kind: voice, quantity: 0, other: '81312345678' }, 0],
  ])('%s', (_, record, micros) => {
    expect(once(terms, record).micros).toBe(micros);
  });
});
