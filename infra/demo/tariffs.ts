/** What usage of a mobile plan costs beside what is included in its month. */
export interface PlanTerms {
  readonly minutes: number;
  readonly messages: number;
  readonly gigabytes: number;
  readonly perMinuteEur: number;
  readonly perMessageEur: number;
  readonly perGigabyteEur: number;
  /** Gigabytes that are left go into the next month, at most so many. @default - they lapse */
  readonly keepsGigabytes?: number;
}

const minuteSeconds = 60;
const megabyte = 1_000_000;
const gigabyte = 1_000_000_000;

/** Destinations in Europe by country code; the operator's own country is 32. */
const european = '30 31 33 34 351 352 353 354 356 357 358 359 36 370 371 372 385 386 39 40 420 421';
const furtherEuropean = '43 45 46 47 48 49';

/** Mobile country codes where a customer roams as at home, and others in which the operator has partners. */
const likeHome =
  '202 204 208 214 216 219 222 226 230 231 232 238 240 242 244 246 247 248 260 262 268 270 272 274 278 280 284 293';
const partners =
  '228 234 235 286 302 310 311 312 334 425 440 450 454 460 505 520 525 602 604 655 724';
const ownCountry = '206';

const wholeMinuteThenSeconds = [
  { from: 0, step: minuteSeconds },
  { from: minuteSeconds, step: 1 },
];

const words = (text: string): readonly string[] => text.split(' ');

/** A rate at home, and the same again where customers roam as at home. */
const athomeAndInEurope = (rate: object): readonly object[] => [rate, { ...rate, roaming: 'EU' }];

/** A tariff as usage reads it off a price of the catalogue: zones, bands, rates and what the month includes. */
export const mobileTariff = (plan: PlanTerms): object => {
  const call = (price: number, more: object) => ({
    usageType: 'voice',
    price,
    per: minuteSeconds,
    increments: wholeMinuteThenSeconds,
    ...more,
  });
  const { perMinuteEur, perMessageEur, perGigabyteEur, keepsGigabytes } = plan;
  const volume = (price: number, more: object = {}) => ({
    usageType: 'data',
    price,
    per: gigabyte,
    increments: [{ from: 0, step: megabyte }],
    ...more,
  });
  const message = (price: number, more: object = {}) => ({
    usageType: 'sms',
    price,
    per: 1,
    ...more,
  });
  const included = { weight: 1, roaming: ['home', 'EU'] };
  return {
    timeZone: 'Europe/Brussels',
    bands: [
      { name: 'evening', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '19:00', to: '07:00' },
      { name: 'weekend', days: ['sat', 'sun', 'holiday'], from: '00:00', to: '24:00' },
    ],
    holidays: ['2026-12-25', '2027-01-01', '2027-07-21', '2027-12-25'],
    zones: [
      { name: 'national', prefixes: ['32'] },
      { name: 'Europe', prefixes: [...words(european), ...words(furtherEuropean)] },
      { name: 'service numbers', prefixes: ['3270', '3278', '3290'] },
    ],
    homeNetworks: [ownCountry],
    roaming: [
      { name: 'EU', networks: words(likeHome) },
      { name: 'World', networks: words(partners) },
    ],
    rates: [
      ...athomeAndInEurope(call(0.3, { zone: 'service numbers', connectFee: 0.1 })),
      ...athomeAndInEurope(call(perMinuteEur / 2, { zone: 'national', band: 'evening' })),
      ...athomeAndInEurope(call(perMinuteEur / 2, { zone: 'national', band: 'weekend' })),
      ...athomeAndInEurope(call(perMinuteEur, { zone: 'national' })),
      ...athomeAndInEurope(call(perMinuteEur, { zone: 'Europe' })),
      ...athomeAndInEurope(call(0.8, { connectFee: 0.1 })),
      call(1.5, { roaming: 'World', connectFee: 0.25 }),
      ...athomeAndInEurope(volume(perGigabyteEur)),
      volume(1_000, { roaming: 'World', maximum: 20 }),
      ...athomeAndInEurope(message(perMessageEur)),
      message(0.3, { roaming: 'World' }),
    ],
    allowances: [
      {
        ...included,
        name: 'minutes',
        usageType: 'voice',
        quantity: plan.minutes * minuteSeconds,
        zones: ['national', 'Europe'],
      },
      { ...included, name: 'messages', usageType: 'sms', quantity: plan.messages },
      {
        ...included,
        name: 'data',
        usageType: 'data',
        quantity: plan.gigabytes * gigabyte,
        ...(keepsGigabytes !== undefined && { rollover: { max: keepsGigabytes * gigabyte } }),
      },
    ],
  };
};
