import { describe, expect, it } from '@jest/globals';
import { sizeFor } from '../../infra/demo/network.ts';
import { householdsOf, readHouseholds } from '../../infra/demo/sample.ts';

const names = [
  'PhoneService',
  'MultipleLines',
  'InternetService',
  'OnlineSecurity',
  'OnlineBackup',
  'DeviceProtection',
  'TechSupport',
  'StreamingTV',
  'StreamingMovies',
];
/** A row of so many columns; what is not said is not held. */
const row = (held: Readonly<Record<string, string>>): string =>
  `customerID,tenure,${names.join()},MonthlyCharges,TotalCharges,Churn\r\nx,3,${names.map((name) => held[name] ?? 'No').join()},20.5,61.5,Yes\r\n`;
const household = (held: Readonly<Record<string, string>>) => householdsOf(row(held), 1)[0];

describe('what a household of the sample orders', () => {
  it('is fibre where it has DSL or fibre, with its options, a mobile for each phone line, TV where it streams', () => {
    expect(household({ InternetService: 'DSL' })?.buys).toEqual([
      { offering: 'fibre100', options: [] },
    ]);
    const all = Object.fromEntries(names.map((name) => [name, 'Yes']));
    expect(household({ ...all, InternetService: 'Fiber optic' })?.buys).toEqual([
      {
        offering: 'fibre500',
        options: [
          'onlineSecurity',
          'onlineBackup',
          'deviceProtection',
          'technicalSupport',
          'films',
        ],
      },
      { offering: 'mobileM' },
      { offering: 'mobileS' },
      { offering: 'tv' },
    ]);
  });

  it('comes with what it has paid, and for how long', () => {
    expect(household({ PhoneService: 'Yes' })).toMatchObject({
      tenureMonths: 3,
      monthlyCharges: 20.5,
      totalCharges: 61.5,
      hasLeft: true,
    });
  });

  it('is a usual mix where there is no sample', () => {
    const households = readHouseholds(7, '/nowhere.csv');
    expect(households).toHaveLength(7);
    expect(households.every((one) => one.buys.length > 0)).toBe(true);
  });
});

describe('the network of the demonstration', () => {
  it.each([0, 20, 1_000, 7_043])(
    'has a port, two numbers and an address for each of %i customers',
    (customers) => {
      const { sites, portsPerSite, stock } = sizeFor(customers);
      expect(sites * portsPerSite).toBeGreaterThanOrEqual(customers);
      expect(stock).toBeGreaterThanOrEqual(customers * 1.5);
    },
  );
});
