import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { OfferingKey, Offerings } from './catalogue.ts';
import type { Client } from './client.ts';
import { inParallel } from './client.ts';
import { keyed, paths } from './paths.ts';
import type { Ref } from './specifications.ts';

/** A customer of the sample: what a household buys, and nothing about who it is. */
export interface Household {
  readonly reference: string;
  readonly buys: readonly OfferingKey[];
}

const Row = z.object({
  customerID: z.string(),
  PhoneService: z.string(),
  MultipleLines: z.string(),
  InternetService: z.string(),
  StreamingTV: z.string(),
  StreamingMovies: z.string(),
  MonthlyCharges: z.coerce.number(),
});
type Row = z.infer<typeof Row>;

/** What somebody pays elsewhere says which tier they would take here. */
const fibreTier = ({ InternetService, MonthlyCharges }: Row): OfferingKey | undefined => {
  if (InternetService === 'DSL') return 'fibre100';
  if (InternetService !== 'Fiber optic') return undefined;
  return MonthlyCharges > 95 ? 'fibre1000' : 'fibre500';
};

const mobileTier = ({ MonthlyCharges }: Row): OfferingKey => {
  if (MonthlyCharges > 90) return 'mobileL';
  return MonthlyCharges > 50 ? 'mobileM' : 'mobileS';
};

/** What a row of the sample orders here: DSL and fibre become fibre, phones mobiles, streaming TV. */
export const purchasesOf = (row: Row): readonly OfferingKey[] => {
  const fibre = fibreTier(row);
  const mobiles: OfferingKey[] =
    row.PhoneService !== 'Yes'
      ? []
      : row.MultipleLines === 'Yes'
        ? [mobileTier(row), 'mobileS']
        : [mobileTier(row)];
  const streams = row.StreamingTV === 'Yes';
  if (fibre === 'fibre500' && mobiles.length === 1 && !streams) return ['converged'];
  return [
    ...(fibre === undefined ? [] : [fibre]),
    ...mobiles,
    ...(streams ? (['tv'] as const) : []),
  ];
};

/** The rows of a comma-separated file without quotes, as its first line names them. */
export const householdsOf = (csv: string, most: number): readonly Household[] => {
  const [head = '', ...lines] = csv.split(/\r?\n/).filter((line) => line !== '');
  const names = head.split(',');
  return lines.slice(0, most).map((line) => {
    const values = line.split(',');
    const row = Row.parse(
      Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
    );
    return { reference: row.customerID, buys: purchasesOf(row) };
  });
};

const usual: readonly (readonly OfferingKey[])[] = [
  ['converged'],
  ['fibre500', 'tv'],
  ['mobileM'],
  ['fibre1000', 'mobileL'],
  ['fibre100', 'mobileS'],
];

/** The sample's households when it lies beside the repository, else a usual mix. */
export const readHouseholds = (
  most: number,
  file = join(process.cwd(), '../shared/data/telco-churn.csv'),
): readonly Household[] =>
  existsSync(file)
    ? householdsOf(readFileSync(file, 'utf8'), most)
    : Array.from({ length: most }, (_, index) => ({
        reference: `household-${index + 1}`,
        buys: usual[index % usual.length] ?? [],
      }));

const givenNames = [
  'Anna',
  'Bram',
  'Clara',
  'David',
  'Emma',
  'Finn',
  'Greta',
  'Hugo',
  'Ines',
  'Jan',
  'Klara',
  'Lars',
  'Marta',
  'Noah',
  'Olga',
  'Piotr',
  'Rosa',
  'Sven',
  'Tereza',
];
const familyNames = [
  'Adamski',
  'Bakker',
  'Claes',
  'Dvořák',
  'Erikson',
  'Fischer',
  'Goossens',
  'Horvat',
  'Ivanov',
  'Jansen',
  'Kovács',
  'Lambert',
  'Maes',
  'Novák',
  'Olsen',
  'Peeters',
  'Roux',
  'Schmidt',
  'Tóth',
  'Urban',
  'Vermeulen',
  'Weber',
  'Zieliński',
];

/** Registers a person, their role as customer, and the account that pays. A `reference` makes it one however often it is repeated. */
export const registerCustomer = async (
  client: Client,
  {
    givenName,
    familyName,
    reference,
  }: { readonly givenName: string; readonly familyName: string; readonly reference: string },
): Promise<Ref> => {
  const individual = await client.post(
    paths.individual,
    { givenName, familyName, status: 'validated' },
    keyed(paths.individual, reference),
  );
  const party = { id: individual.id, name: `${givenName} ${familyName}` };
  await client.post(
    paths.customer,
    {
      name: party.name,
      status: 'active',
      engagedParty: { ...party, '@referredType': 'Individual' },
    },
    keyed(paths.customer, reference),
  );
  await client.post(
    paths.billingAccount,
    {
      name: `${party.name}, household`,
      relatedParty: [{ ...party, role: 'customer', '@referredType': 'Individual' }],
      billStructure: {
        cycleSpecification: {
          name: 'Monthly, on the first',
          billingDateShift: 1,
          frequency: 'monthly',
          paymentDueDateOffset: 14,
          timeZone: 'Europe/Brussels',
          '@type': 'ZonedBillingCycle',
          '@schemaLocation': '/docs',
        },
      },
    },
    keyed(paths.billingAccount, reference),
  );
  return party;
};

/** An order's body: one line for each offering, all at one site. */
export const orderBody = (
  externalId: string,
  party: Ref,
  site: Ref,
  offerings: readonly Ref[],
) => ({
  externalId,
  category: 'residential',
  relatedParty: [{ ...party, role: 'customer', '@referredType': 'Individual' }],
  productOrderItem: offerings.map((productOffering, index) => ({
    id: String(index + 1),
    action: 'add',
    productOffering,
    product: {
      place: [
        { id: site.id, name: site.name, role: 'installation', '@referredType': 'GeographicSite' },
      ],
    },
  })),
});

const OrderState = z.looseObject({ state: z.string() });
const closed = ['completed', 'failed', 'partial', 'cancelled', 'rejected'];
const lookAgainMs = 500;
const giveUpMs = 120_000;
/** Registrations and orders that are sent at once. */
const width = 8;
/** Orders that may be open: enough to keep the network busy, and no pile that grows with the number of customers. */
const mostOpen = 24;

const outcome = async (client: Client, orderId: string, untilMs: number): Promise<string> => {
  const { state } = OrderState.parse(
    await client.get(`${paths.productOrder}/${orderId}?fields=state`),
  );
  if (closed.includes(state) || Date.now() > untilMs) return state;
  await pause(lookAgainMs);
  return outcome(client, orderId, untilMs);
};

interface Ordering {
  readonly client: Client;
  readonly offerings: Offerings;
  readonly sites: readonly Ref[];
  readonly log: (line: string) => void;
}

const pick = <T>(from: readonly T[], index: number): T => {
  const found = from[index % from.length];
  if (found === undefined) throw new Error('there is nothing to pick from');
  return found;
};

const placeOrder = async (
  { reference, buys }: Household,
  index: number,
  { client, offerings, sites }: Ordering,
): Promise<string> => {
  const person = {
    givenName: pick(givenNames, index),
    familyName: pick(familyNames, index),
    reference,
  };
  const party = await registerCustomer(client, person);
  const body = orderBody(
    `demo-${reference}`,
    party,
    pick(sites, index),
    buys.map((key) => offerings[key]),
  );
  const { id } = await client.post(paths.productOrder, body, {
    'idempotency-key': `demo-${reference}`,
  });
  return id;
};

/** Every household becomes a customer and orders. The last orders are left on their way: the system ends them by itself. */
export const orderForAll = async (
  households: readonly Household[],
  ordering: Ordering,
): Promise<void> => {
  const { client, log } = ordering;
  const open: string[] = [];
  let placed = 0;
  let unfinished = 0;
  await inParallel(households, width, async (household, index) => {
    open.push(await placeOrder(household, index, ordering));
    placed += 1;
    if (placed % 100 === 0) log(`  ${placed} of ${households.length} customers have ordered`);
    const oldest = open.length > mostOpen ? open.shift() : undefined;
    if (
      oldest !== undefined &&
      (await outcome(client, oldest, Date.now() + giveUpMs)) !== 'completed'
    )
      unfinished += 1;
  });
  if (placed > 0)
    log(`  ${placed} customers with an order each, the last ${open.length} on their way`);
  if (unfinished > 0)
    log(`  ${unfinished} orders did not complete: see ${paths.productOrder}?state=failed`);
};
