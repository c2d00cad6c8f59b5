import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Offerings } from './catalogue.ts';
import type { Client } from './client.ts';
import { inParallel } from './client.ts';
import { keyed, paths } from './paths.ts';
import type { Household } from './sample.ts';
import type { Ref } from './specifications.ts';
import { isChosen } from './specifications.ts';

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

/** Where the cycles of all accounts begin and end. */
export const billingTimeZone = 'Europe/Brussels';

/** A customer and the id of the account that pays. */
export interface Registered {
  readonly party: Ref;
  readonly account: string;
}

/** Registers a person, their role as customer, and the account that pays. A `reference` makes it one however often it is repeated. */
export const registerCustomer = async (
  client: Client,
  {
    givenName,
    familyName,
    reference,
  }: { readonly givenName: string; readonly familyName: string; readonly reference: string },
): Promise<Registered> => {
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
  const account = await client.post(
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
          timeZone: billingTimeZone,
          '@type': 'ZonedBillingCycle',
          '@schemaLocation': '/docs',
        },
      },
    },
    keyed(paths.billingAccount, reference),
  );
  return { party, account: account.id };
};

/** An offering to order, and the options that are chosen with it. */
export interface Line {
  readonly offering: Ref;
  readonly options?: readonly string[];
}

/** An order's body: one line for each offering, all at one site. */
export const orderBody = (externalId: string, party: Ref, site: Ref, lines: readonly Line[]) => ({
  externalId,
  category: 'residential',
  relatedParty: [{ ...party, role: 'customer', '@referredType': 'Individual' }],
  productOrderItem: lines.map(({ offering, options = [] }, index) => ({
    id: String(index + 1),
    action: 'add',
    productOffering: offering,
    product: {
      ...(options.length > 0 && {
        productCharacteristic: options.map((name) => ({ name, value: isChosen })),
      }),
      place: [
        { id: site.id, name: site.name, role: 'installation', '@referredType': 'GeographicSite' },
      ],
    },
  })),
});

const OrderState = z.looseObject({ state: z.string() });
const closed = ['completed', 'failed', 'partial', 'cancelled', 'rejected'];
/** Where orders take longer, they are asked after less often: a look costs as much as a tenth of an order. */
const firstLookMs = 250;
const seldomMs = 4_000;
const giveUpMs = 120_000;
/** Registrations and orders that are sent at once. */
const width = 8;
/** Orders that may be open: enough to keep the network busy, and no pile that grows with the number of customers. */
const mostOpen = 24;

const outcome = async (
  client: Client,
  orderId: string,
  untilMs: number,
  lookAgainMs = firstLookMs,
): Promise<string> => {
  const { state } = OrderState.parse(
    await client.get(`${paths.productOrder}/${orderId}?fields=state`),
  );
  if (closed.includes(state) || Date.now() > untilMs) return state;
  await pause(lookAgainMs);
  return outcome(client, orderId, untilMs, Math.min(2 * lookAgainMs, seldomMs));
};

interface Ordering {
  readonly client: Client;
  readonly offerings: Offerings;
  readonly sites: readonly Ref[];
  readonly log: (line: string) => void;
  /** How many customers there are already: the next ones go where these are not. @default 0 */
  readonly before?: number;
}

/** A household that is a customer now, and its order. */
export interface Placed extends Registered {
  readonly reference: string;
  readonly order: string;
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
): Promise<Placed> => {
  const person = {
    givenName: pick(givenNames, index),
    familyName: pick(familyNames, index),
    reference,
  };
  const registered = await registerCustomer(client, person);
  const body = orderBody(
    `demo-${reference}`,
    registered.party,
    pick(sites, index),
    buys.map(({ offering, options = [] }) => ({ offering: offerings[offering], options })),
  );
  const { id } = await client.post(paths.productOrder, body, {
    'idempotency-key': `demo-${reference}`,
  });
  return { ...registered, reference, order: id };
};

/** Every household becomes a customer and orders. The last orders are left on their way: the system ends them by itself. */
export const orderForAll = async (
  households: readonly Household[],
  ordering: Ordering,
): Promise<readonly Placed[]> => {
  const { client, log, before = 0 } = ordering;
  const open: string[] = [];
  let placed = 0;
  let unfinished = 0;
  const all = await inParallel(households, width, async (household, index) => {
    const one = await placeOrder(household, before + index, ordering);
    open.push(one.order);
    placed += 1;
    if (placed % 100 === 0) log(`  ${placed} of ${households.length} customers have ordered`);
    const oldest = open.length > mostOpen ? open.shift() : undefined;
    if (
      oldest !== undefined &&
      (await outcome(client, oldest, Date.now() + giveUpMs)) !== 'completed'
    )
      unfinished += 1;
    return one;
  });
  if (placed > 0)
    log(`  ${placed} customers with an order each, the last ${open.length} on their way`);
  if (unfinished > 0)
    log(`  ${unfinished} orders did not complete: see ${paths.productOrder}?state=failed`);
  return all;
};
