import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { Prices } from '../prices.ts';
import { showFirstBill } from './bill.ts';
import type { Client, Credentials, Endpoint } from './client.ts';
import { connect } from './client.ts';
import type { Meter } from './cost.ts';
import { billLines, chargesBetween } from './cost.ts';
import { orderBody, registerCustomer } from './customers.ts';
import type { Heard, Listener } from './listener.ts';
import { listen } from './listener.ts';
import { readMeter } from './meter.ts';
import { paths } from './paths.ts';
import { keepCard } from './payment.ts';
import { DemoFailed } from './settings.ts';
import type { Ref } from './specifications.ts';

const Refs = z.array(z.looseObject({ id: z.string(), name: z.string() }));
const Order = z.looseObject({
  id: z.string(),
  state: z.string(),
  productOrderItem: z.array(
    z.looseObject({
      product: z.looseObject({ id: z.string(), name: z.string().optional() }).optional(),
    }),
  ),
});
type Order = z.infer<typeof Order>;
const Product = z.looseObject({ id: z.string(), name: z.string().optional(), status: z.string() });
const Available = z.looseObject({ available: z.boolean() });

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const named = async (client: Client, path: string, name: string): Promise<Ref> => {
  const [found] = Refs.parse(
    await client.get(`${path}?name=${encodeURIComponent(name)}&fields=name`),
  );
  if (found === undefined)
    throw new DemoFailed(
      `There is no ${name}: start the system with its demonstration data (npm start, without --empty)`,
    );
  return { id: found.id, name: found.name };
};

/** The first site, from a chance one on, where a port is free. */
const siteWithFreePort = async (client: Client, port: Ref): Promise<Ref> => {
  const sites = Refs.parse(await client.get(`${paths.site}?limit=100&fields=name`));
  const start = Math.floor(Math.random() * sites.length);
  for (const site of [...sites.slice(start), ...sites.slice(0, start)]) {
    const check = {
      '@type': 'PlaceAvailabilityCheck',
      '@schemaLocation': '/docs',
      resourceSpecification: { id: port.id },
      place: { id: site.id },
    };
    if (Available.parse(await client.post(paths.availabilityCheck, check)).available)
      return { id: site.id, name: site.name };
  }
  throw new DemoFailed('No site has a free port left: start again with npm start -- --fresh');
};

const subjectOf = ({ event }: Heard): string => {
  const [kind = '', subject] = Object.entries(event)[0] ?? [];
  const state: unknown = subject?.['state'] ?? subject?.['status'] ?? subject?.['resourceStatus'];
  const about = [subject?.name, typeof state === 'string' ? state : undefined].filter(
    (one) => one !== undefined,
  );
  return about.length === 0 ? kind : `${kind}: ${about.join(', ')}`;
};

const told = (event: Heard, startedAtMs: number): string => {
  const after = Math.max(0, Date.parse(event.eventTime) - startedAtMs);
  return `  ${`+${after} ms`.padStart(10)}  ${event.domain.padEnd(24)}${event.eventType.padEnd(38)}${subjectOf(event)}`;
};

const closed = ['completed', 'failed', 'partial', 'cancelled', 'rejected'];
const longestMs = 60_000;
const lookAgainMs = 50;
const seldomMs = 500;
const isAbout = (
  event: Heard,
  kind: string,
  attribute: string,
  values: readonly string[],
): boolean => values.includes(String(event.event[kind]?.[attribute]));

/** Waits for the events that end the order, and for the products that it made; it does not ask again and again. */
const heardToTheEnd = async (
  listener: Listener,
  correlationId: string,
  products: readonly string[],
): Promise<void> => {
  const until = Date.now() + longestMs;
  for (;;) {
    const events = listener.heard(correlationId);
    const end = events.find((event) => isAbout(event, 'productOrder', 'state', closed));
    const active = products.filter((id) =>
      events.some(
        (event) =>
          event.event['product']?.id === id && isAbout(event, 'product', 'status', ['active']),
      ),
    );
    const isCompleted = end !== undefined && isAbout(end, 'productOrder', 'state', ['completed']);
    if (end !== undefined && (!isCompleted || active.length === products.length)) return;
    if (Date.now() > until) return;
    await pause(lookAgainMs);
  }
};

const related = (realizing: unknown): readonly string[] =>
  z
    .array(z.looseObject({ id: z.string() }))
    .parse(realizing ?? [])
    .map(({ id }) => id);

const listed = async (
  client: Client,
  path: string,
  ids: readonly string[],
): Promise<readonly Record<string, unknown>[]> =>
  ids.length === 0
    ? []
    : z
        .array(z.record(z.string(), z.unknown()))
        .parse(await client.get(`${path}?id=${ids.join(',')}&limit=100`));

/** The products, and what realises them, as the inventories have them now. */
const showResult = async (client: Client, order: Order): Promise<void> => {
  const ids = order.productOrderItem.flatMap((item) => item.product?.id ?? []);
  const products = (await listed(client, paths.product, ids)).map((one) => Product.parse(one));
  const facing = await listed(
    client,
    paths.service,
    products.flatMap((product) => related(product['realizingService'])),
  );
  const inner = await listed(
    client,
    paths.service,
    facing.flatMap((service) => related(service['supportingService'])),
  );
  const resourceIds = products.flatMap((product) => related(product['realizingResource']));
  const resources = await listed(client, paths.resource, [...new Set(resourceIds)]);
  const line = (name: unknown, state: unknown, id: unknown): string =>
    `  ${String(name).padEnd(28)}${String(state).padEnd(24)}${String(id)}`;
  say('\nProducts');
  for (const one of products) say(line(one.name, one.status, one.id));
  say('\nServices');
  for (const one of [...facing, ...inner]) say(line(one['name'], one['state'], one['id']));
  say('\nResources');
  for (const one of resources) {
    const { name = '' } = z
      .looseObject({ name: z.string().optional() })
      .parse(one['resourceSpecification'] ?? {});
    say(
      line(
        `${name} ${String(one['name'])}`.trim(),
        `${String(one['resourceStatus'])}, ${String(one['usageState'])}`,
        one['id'],
      ),
    );
  }
  if (products.length < ids.length || products.some(({ status }) => status !== 'active'))
    throw new DemoFailed('Not every product is active');
};

interface Roles {
  readonly admin: Client;
  readonly operations: Client;
  readonly agent: Client;
}

const prepare = async (
  { agent }: Roles,
  run: string,
): Promise<{ readonly party: Ref; readonly site: Ref; readonly offerings: readonly Ref[] }> => {
  const [port, ...offerings] = await Promise.all([
    named(agent, paths.resourceSpecification, 'GPON port'),
    named(agent, paths.productOffering, 'Fibre 500'),
    named(agent, paths.productOffering, 'Mobile M'),
  ]);
  const site = await siteWithFreePort(agent, port);
  say(`A port is free at ${site.name}`);
  const { party } = await registerCustomer(agent, {
    givenName: 'Almon',
    familyName: 'Strowger',
    reference: run,
  });
  say(`${party.name} is now a customer  (${party.id})`);
  const card = await keepCard(agent, party, run);
  say(`${party.name} pays by ${card.name}  (${card.id})`);
  return { party, site, offerings };
};

/** Where nobody can call back: looks at the order and its products until they are as they shall stay. */
const seenToTheEnd = async (agent: Client, id: string): Promise<void> => {
  const until = Date.now() + longestMs;
  while (Date.now() < until) {
    const order = Order.parse(await agent.get(`${paths.productOrder}/${id}`));
    const ids = order.productOrderItem.flatMap((item) => item.product?.id ?? []);
    const products = (await listed(agent, paths.product, ids)).map((one) => Product.parse(one));
    const active = products.filter(({ status }) => status === 'active');
    if (
      closed.includes(order.state) &&
      (order.state !== 'completed' || active.length === ids.length)
    )
      return;
    await pause(seldomMs);
  }
};

const showCost = (before: Meter, after: Meter): void => {
  const prices = Prices.parse(
    JSON.parse(readFileSync(join(process.cwd(), 'infra/prices.json'), 'utf8')),
  );
  say(`\nWhat the order would cost on AWS (list prices of ${prices.collected}, ${prices.region})`);
  for (const line of billLines(chargesBetween(before, after, 1, prices))) say(line);
};

const follow = async (
  roles: Roles,
  listener: Listener | undefined,
  { metered }: Demonstration,
  run: string,
): Promise<Ref> => {
  const { party, site, offerings } = await prepare(roles, run);
  const before = metered ? await readMeter(roles.admin, say) : undefined;
  const startedAtMs = Date.now();
  const headers = { 'x-correlation-id': run, 'idempotency-key': run };
  const captured = Order.parse(
    await roles.agent.post(
      paths.productOrder,
      orderBody(
        run,
        party,
        site,
        offerings.map((offering) => ({ offering })),
      ),
      headers,
    ),
  );
  say(
    `${party.name} orders ${offerings.map(({ name }) => name).join(' and ')}  (${captured.id})\n`,
  );
  const products = captured.productOrderItem.flatMap((item) => item.product?.id ?? []);
  await (listener === undefined
    ? seenToTheEnd(roles.agent, captured.id)
    : heardToTheEnd(listener, run, products));
  const after = metered ? await readMeter(roles.admin, say) : undefined;
  for (const event of listener?.heard(run) ?? []) say(told(event, startedAtMs));
  const order = Order.parse(await roles.agent.get(`${paths.productOrder}/${captured.id}`));
  if (order.state !== 'completed')
    throw new DemoFailed(
      `The order is ${order.state} after ${Date.now() - startedAtMs} ms: ${JSON.stringify(order['note'] ?? order['productOrderItem'])}`,
    );
  await showResult(roles.agent, order);
  if (before !== undefined && after !== undefined) showCost(before, after);
  return party;
};

/** What the demonstration runs against. */
export interface Demonstration {
  readonly endpoint: Endpoint;
  readonly clients: Readonly<Record<keyof Roles, Credentials>>;
  /** The embedded runtime tells what it has done; other endpoints do not. */
  readonly metered: boolean;
  /** True where a listener on this machine's loopback address is heard of. */
  readonly listens: boolean;
}

/** Registers a customer, orders fibre and a mobile, shows what comes of it, and the first bill. Throws where anything is amiss. */
export const demonstrate = async (demonstration: Demonstration): Promise<void> => {
  const { endpoint, clients, listens } = demonstration;
  const roles = {
    admin: connect(endpoint, clients.admin),
    operations: connect(endpoint, clients.operations),
    agent: connect(endpoint, clients.agent),
  };
  const listener = listens ? await listen(roles.operations) : undefined;
  const followed = follow(roles, listener, demonstration, `demo-run-${Date.now()}`);
  const party = await followed.finally(() => listener?.close());
  // Only the embedded runtime has a clock that can be moved.
  if (!demonstration.metered) return;
  const billing = {
    admin: () => connect(endpoint, clients.admin),
    operations: () => connect(endpoint, clients.operations),
    agent: () => connect(endpoint, clients.agent),
    say,
  };
  if (!(await showFirstBill(billing, party)))
    throw new DemoFailed('The first bill was not made, or is not what the preview said');
};
