import { describe, expect, it } from '@jest/globals';
import { householdsOf, readHouseholds } from '../../infra/demo/customers.ts';
import { sizeFor } from '../../infra/demo/network.ts';

const head =
  'customerID,PhoneService,MultipleLines,InternetService,StreamingTV,StreamingMovies,MonthlyCharges';
const buys = (row: string) => householdsOf(`${head}\r\nx,${row}\r\n`, 1)[0]?.buys;

describe('what a household of the sample orders', () => {
  it('is fibre where it has DSL or fibre, a mobile for each kind of phone line, TV where it streams', () => {
    expect(buys('No,No phone service,DSL,No,No,29.85')).toEqual(['fibre100']);
    expect(buys('Yes,Yes,Fiber optic,Yes,Yes,103.7')).toEqual([
      'fibre1000',
      'mobileL',
      'mobileS',
      'tv',
    ]);
    expect(buys('Yes,No,No,No internet service,No internet service,20.1')).toEqual(['mobileS']);
  });

  it('is the bundle where it has just what the bundle holds', () => {
    expect(buys('Yes,No,Fiber optic,No,No,70.7')).toEqual(['converged']);
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
