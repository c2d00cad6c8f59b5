import { setTimeout as pause } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { createCatalogue } from './catalogue.ts';
import type { Client, Credentials, Endpoint } from './client.ts';
import { connect, inParallel } from './client.ts';
import type { Placed } from './customers.ts';
import { billingTimeZone, orderForAll } from './customers.ts';
import { createNetwork, readTowns, sizeFor } from './network.ts';
import { keyed, paths } from './paths.ts';
import type { SampleHousehold } from './sample.ts';
import { billsOf, type HouseholdYear } from './year-bills.ts';

/** A year by the clock with the households of the sample. */
export interface Year {
  readonly endpoint: Endpoint;
  readonly clients: Readonly<Record<'admin' | 'operations', Credentials>>;
  readonly households: readonly SampleHousehold[];
  readonly log: (line: string) => void;
}

const months = 12;
const width = 8;

/** The month after which a household leaves: who left in less than a year begins with it. */
const endsAfter = ({ hasLeft, tenureMonths }: SampleHousehold): number | undefined =>
  hasLeft && tenureMonths < months ? tenureMonths : undefined;

/** Who came less than a year ago begins so that the year ends with today. Who has paid for no month yet does not begin. */
const beginsIn = (household: SampleHousehold): number | undefined => {
  const { tenureMonths } = household;
  if (tenureMonths === 0) return undefined;
  return endsAfter(household) === undefined ? months - Math.min(tenureMonths, months) : 0;
};

/** The months that the bills of the year are for. A month is paid ahead: who is still here has paid the next one, too. */
const monthsOf = (household: SampleHousehold): number =>
  endsAfter(household) ?? Math.min(household.tenureMonths, months) + 1;

/** A client whose token is new: the clock has moved past the life of the old one. */
const fresh = ({ endpoint, clients }: Year, role: 'admin' | 'operations'): Client =>
  connect(endpoint, clients[role]);

const Clock = z.looseObject({ now: z.string() });

const moveTo = async (year: Year, at: Temporal.Instant): Promise<void> => {
  await fresh(year, 'admin').send('PUT', '/_local/clock', { now: at.toString() });
};

/** Nothing is under way: events have been heard, machines have ended. */
const quiet = async (year: Year): Promise<void> => {
  for (;;) {
    const { idle } = await fresh(year, 'admin')
      .send('POST', '/_local/idle')
      .then(z.object({ idle: z.boolean() }).parse)
      .catch(() => ({ idle: false }));
    if (idle) return;
  }
};

/** The midnight with which the year begins, where the accounts are: the next first of a month. */
const beginning = async (year: Year): Promise<Temporal.ZonedDateTime> => {
  const { now } = Clock.parse(await fresh(year, 'admin').get('/_local/clock'));
  return Temporal.Instant.from(now)
    .toZonedDateTimeISO(billingTimeZone)
    .with({ day: 1 })
    .startOfDay()
    .add({ months: 1 });
};

/** A dunning policy that does nothing for longer than a year. */
export const patience = {
  name: 'Patience',
  isActive: true,
  step: [{ name: 'reminder', afterDays: 500, action: 'reminder' }],
  minimumAgeDays: 500,
  reEvaluationDays: 500,
  longestPromiseDays: 30,
  mostPromises: 2,
};

/** Nobody pays in this year, and nobody is to lose their line for it: dunning waits until it is over. */
const bePatient = (year: Year) =>
  fresh(year, 'admin').post(
    '/collections/v1/dunningPolicy',
    patience,
    keyed('dunningPolicy', patience.name),
  );

const Order = z.looseObject({
  productOrderItem: z.array(
    z.looseObject({ product: z.looseObject({ id: z.string() }).optional() }),
  ),
});

/** Ceases all that a household has. */
const cease = async (client: Client, { party, order, reference }: Placed): Promise<void> => {
  const { productOrderItem } = Order.parse(await client.get(`${paths.productOrder}/${order}`));
  const products = productOrderItem.flatMap(({ product }) => product?.id ?? []);
  await client.post(
    paths.productOrder,
    {
      externalId: `leaves-${reference}`,
      relatedParty: [{ ...party, role: 'customer', '@referredType': 'Individual' }],
      productOrderItem: products.map((id, index) => ({
        id: String(index + 1),
        action: 'delete',
        product: { id },
      })),
    },
    keyed(paths.productOrder, `leaves-${reference}`),
  );
};

const Runs = z.array(
  z.looseObject({
    state: z.string(),
    progress: z
      .looseObject({ billed: z.number(), held: z.number(), failed: z.number() })
      .optional(),
  }),
);

const lookAgainMs = 250;

/** The run that the schedule has opened at noon. */
const runOf = async (year: Year, cycleDate: string) => {
  const client = fresh(year, 'operations');
  for (;;) {
    const [run] = Runs.parse(await client.get(`${paths.billRun}?cycleDate=${cycleDate}`));
    if (run !== undefined && run.state !== 'waiting' && run.state !== 'inProgress') return run;
    await pause(lookAgainMs);
  }
};

interface Going {
  readonly year: Year;
  readonly begin: Temporal.ZonedDateTime;
  readonly place: Omit<Parameters<typeof orderForAll>[1], 'client'>;
  readonly placed: Map<string, Placed>;
}

const leave = async ({ year, begin, placed }: Going, month: number): Promise<number> => {
  const leaving = year.households.filter((one) => endsAfter(one) === month);
  if (leaving.length === 0) return 0;
  await moveTo(year, begin.add({ months: month }).subtract({ minutes: 30 }).toInstant());
  const client = fresh(year, 'operations');
  await inParallel(leaving, width, async ({ reference }) => {
    const customer = placed.get(reference);
    if (customer !== undefined) await cease(client, customer);
  });
  await quiet(year);
  return leaving.length;
};

const join = async ({ year, begin, place, placed }: Going, month: number): Promise<number> => {
  const coming = year.households.filter((one) => beginsIn(one) === month);
  await moveTo(year, begin.add({ months: month }).toInstant());
  const client = fresh(year, 'operations');
  const ordered = await orderForAll(coming, { ...place, client, before: placed.size });
  for (const one of ordered) placed.set(one.reference, one);
  await quiet(year);
  return coming.length;
};

/** A month's first day: who leaves with the month before, who comes with this one, and the bills of the day. */
const turnOf = async (going: Going, month: number): Promise<void> => {
  const { year, begin } = going;
  const left = await leave(going, month);
  const came = await join(going, month);
  const date = begin.add({ months: month }).toPlainDate();
  await moveTo(year, Temporal.Instant.from(`${date}T12:00:30Z`));
  const { state, progress } = await runOf(year, date.toString());
  await quiet(year);
  year.log(
    `  ${date}: ${left} left, ${came} came, the bill run is ${state}: ${progress?.billed ?? 0} billed, ${progress?.held ?? 0} held, ${progress?.failed ?? 0} failed`,
  );
};

/** Lets the households order, stay, leave and be billed through a year, and answers what each was billed. */
export const liveYear = async (year: Year): Promise<readonly HouseholdYear[]> => {
  const { households, log } = year;
  const client = fresh(year, 'admin');
  const { resources, offerings } = await createCatalogue(client);
  const size = sizeFor(households.length);
  const { sites } = await createNetwork(client, readTowns(), size, resources, width);
  await bePatient(year);
  const begin = await beginning(year);
  const placed = new Map<string, Placed>();
  const going = { year, begin, placed, place: { offerings, sites, log } };
  for (let month = 0; month <= months; month += 1) await turnOf(going, month);
  const reader = fresh(year, 'operations');
  return inParallel(
    households.filter((one) => placed.has(one.reference)),
    width,
    async (household) => ({
      household,
      months: monthsOf(household),
      ...(await billsOf(reader, placed.get(household.reference)?.account ?? '')),
    }),
  );
};
