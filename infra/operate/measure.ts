import * as z from 'zod';
import type { Client } from '../demo/client.ts';
import { inParallel } from '../demo/client.ts';
import { registerCustomer } from '../demo/customers.ts';
import { paths } from '../demo/paths.ts';
import type { Measured, Units } from './units.ts';
import { ordering, quiet, reading, taken, times } from './units.ts';

const Clock = z.looseObject({ now: z.string() });
const Run = z.looseObject({ id: z.string(), state: z.string() });
const minuteMs = 60_000;

/** Customers with a line that is used and billed. */
export interface Lines {
  readonly accounts: readonly string[];
  readonly numbers: readonly string[];
}

const tariff = {
  zones: [{ name: 'national', prefixes: ['32'] }],
  rates: [{ usageType: 'voice', zone: 'national', price: 0.1, per: 60 }],
};
const tariffValue = { productSpecCharacteristicValue: [{ value: tariff }] };
const price = { lifecycleStatus: 'Active', version: '1.0', price: { unit: 'EUR', value: 20 } };
const longAgo = '2020-01-01T00:00:00.000Z';
const width = 8;

/** An offering that costs something a month and something a minute. */
const mobile = async ({ client }: Measured): Promise<string> => {
  const priced = async (name: string, more: object) =>
    client.post(paths.productOfferingPrice, { ...price, name, ...more });
  const prices = [
    await priced('a month', {
      priceType: 'recurring',
      recurringChargePeriodType: 'month',
      recurringChargePeriodLength: 1,
    }),
    await priced('a minute', {
      priceType: 'usage',
      prodSpecCharValueUse: [{ name: 'tariff', ...tariffValue }],
    }),
  ];
  const { id } = await client.post(paths.productOffering, {
    name: 'Metered mobile',
    lifecycleStatus: 'Launched',
    productOfferingPrice: prices.map(({ id: priceId }) => ({ id: priceId })),
  });
  return id;
};

/** Registers customers with a mobile each; what that takes is not measured, orders are. */
export const withLines = async (measured: Measured, count: number): Promise<Lines> => {
  const { client } = measured;
  const offering = await mobile(measured);
  await quiet(client);
  const made = await inParallel([...Array(count).keys()], width, async (index) => {
    const number = `32470${String(index).padStart(6, '0')}`;
    const reference = `line-${offering}-${index}`;
    const person = { givenName: 'Line', familyName: String(index), reference };
    const { party, account } = await registerCustomer(client, person);
    const related = { id: party.id, role: 'customer', '@referredType': 'Individual' };
    await client.post(paths.product, {
      status: 'active',
      startDate: longAgo,
      productOffering: { id: offering },
      productCharacteristic: [{ name: 'msisdn', value: number }],
      relatedParty: [related],
      billingAccount: { id: account },
    });
    return { account, number };
  });
  await quiet(client);
  return {
    accounts: made.map(({ account }) => account),
    numbers: made.map(({ number }) => number),
  };
};

let batches = 0;

/** One batch, with so many records of each line in it. */
export const rating = async (
  measured: Measured,
  { numbers }: Lines,
  each: number,
): Promise<Units> => {
  const { now } = Clock.parse(await measured.client.get('/_local/clock'));
  batches += 1;
  const record = numbers.flatMap((subscriber) =>
    Array.from({ length: each }, (_, index) => ({
      id: `${batches}-${subscriber}-${index}`,
      subscriber,
      type: 'voice',
      at: new Date(Date.parse(now) - index * minuteMs).toISOString(),
      quantity: 60 + index,
      other: '32499000000',
    })),
  );
  const batch = { source: 'metered', format: 'records', record };
  return taken(measured, 1, () => measured.client.send('POST', paths.usageCollection, batch));
};

/** Moves the clock to where the month of all lines is over; what falls due meanwhile is not measured. */
const nextMonth = async (client: Client): Promise<string> => {
  const next = new Date(Date.parse(Clock.parse(await client.get('/_local/clock')).now));
  next.setUTCDate(1);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const date = next.toISOString().slice(0, 10);
  await client.send('PUT', '/_local/clock', { now: `${date}T11:30:00.000Z` });
  await quiet(client);
  return date;
};

/** A run bills the month of the lines. */
export const billing = async (measured: Measured, { accounts }: Lines): Promise<Units> => {
  const { client } = measured;
  const cycleDate = await nextMonth(client);
  const body = { cycleDate, billingAccount: accounts.map((id) => ({ id })) };
  return taken(measured, 1, async () => {
    const { id } = await client.post(paths.billRun, body);
    for (;;) {
      await quiet(client);
      const { state } = Run.parse(await client.get(`${paths.billRun}/${id}`));
      if (state === 'done') return;
      if (state === 'failed') throw new Error(`The metered bill run ${id} failed`);
    }
  });
};

/** What the load is made of, one of each. */
export interface Operations {
  readonly order: Units;
  readonly read: Units;
  readonly record: Units;
  readonly bill: Units;
}

const sample = 20;
/** As many as a run bills in one transaction. */
const linesMeasured = 48;

/** Measures one of each, as the mean of a sample; `together` is how many records of a line come in one batch. */
export const measure = async (measured: Measured, together: number): Promise<Operations> => {
  // The first of everything makes caches and threads.
  await ordering(measured, 0, 5);
  const order = times(await ordering(measured, 5, sample), 1 / sample);
  const read = times(await reading(measured, sample), 1 / sample);
  const lines = await withLines(measured, linesMeasured);
  await rating(measured, lines, together);
  const record = times(await rating(measured, lines, together), 1 / (linesMeasured * together));
  const bill = times(await billing(measured, lines), 1 / linesMeasured);
  return { order, read, record, bill };
};
