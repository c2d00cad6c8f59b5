import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { chargesBetween } from '../../infra/demo/cost.ts';
import { Prices } from '../../infra/prices.ts';
import {
  bothLines,
  makeOperator,
  numbered,
  type Operator,
  orders,
  stock,
} from '../journeys/operator.ts';
import { expecting } from './caller.ts';
import { type Row, timed } from './measure.ts';
import { readMeter, type Subject } from './subject.ts';

const Order = z.looseObject({ id: z.string(), state: z.string() });
const Named = z.array(z.looseObject({ id: z.string(), name: z.string() }));
const ended = ['completed', 'failed', 'partial', 'cancelled', 'rejected'];
const longestMs = 120_000;

/** What an order takes from stock, one of each. */
const taken = ['GPON port', 'IPv4 address', 'MSISDN', 'SIM'] as const;

/** Enough stock for every order of this run. */
const stocked = async (subject: Subject, operator: Operator, count: number): Promise<void> => {
  const { runtime, operations } = subject;
  const listed = await expecting(
    200,
    operations.call('GET', '/tmf-api/resourceCatalog/v4/resourceSpecification?limit=100'),
  );
  const specifications = Named.parse(listed);
  for (const name of taken) {
    const id = specifications.find((one) => one.name === name)?.id ?? '';
    const place = {
      place: { id: operator.site, role: 'installation' },
      resourceCharacteristic: [{ name: 'networkElement', value: 'olt-1' }],
    };
    for (let done = 0; done < count; done += 20)
      await stock(runtime, id, numbered(`${name}-${done}-`, 20), name === 'GPON port' ? place : {});
  }
  await runtime.idle();
};

/** Looks often while an order is young and seldom later, so that looking does not slow what it looks at. */
const follow = async ({ agent }: Subject, operator: Operator): Promise<string> => {
  const placed = agent.call('POST', orders, bothLines(operator));
  const { id } = Order.parse(await expecting(201, placed));
  const placedAt = Date.now();
  while (Date.now() < placedAt + longestMs) {
    await pause(Math.max(20, (Date.now() - placedAt) / 10));
    const seen = await expecting(200, agent.call('GET', `${orders}/${id}?fields=state`));
    const { state } = Order.parse(seen);
    if (ended.includes(state)) return state;
  }
  return `not ended in ${longestMs} ms`;
};

const waves = (quick: boolean): readonly { readonly inFlight: number; readonly count: number }[] =>
  quick
    ? [
        { inFlight: 1, count: 10 },
        { inFlight: 8, count: 24 },
        { inFlight: 32, count: 64 },
      ]
    : [
        { inFlight: 1, count: 30 },
        { inFlight: 8, count: 80 },
        { inFlight: 32, count: 192 },
      ];

/** Fibre and mobile in one order, over a network that answers at once, from POST to completed. */
export const ordersSection = async (
  subject: Subject,
): Promise<{ readonly flow: readonly Row[]; readonly cost: readonly Row[] }> => {
  const operator = await makeOperator(subject.runtime);
  const planned = waves(subject.quick);
  const total = planned.reduce((sum, { count }) => sum + count, 10);
  await stocked(subject, operator, total);
  await timed(3, 1, () => follow(subject, operator));
  const flow: Row[] = [];
  for (const { inFlight, count } of planned) {
    await subject.runtime.idle();
    let completed = 0;
    const timing = await timed(count, inFlight, async () => {
      const state = await follow(subject, operator);
      if (state !== 'completed') throw new Error(`An order ended ${state}`);
      completed += 1;
    });
    flow.push({ 'in flight': inFlight, ...timing, completed });
  }
  return { flow, cost: await costSection(subject, operator) };
};

const sample = 5;

/** What an order costs, placed and left alone: whoever looks at it pays for the look. */
const costSection = async (subject: Subject, operator: Operator): Promise<readonly Row[]> => {
  const prices = Prices.parse(JSON.parse(readFileSync('infra/prices.json', 'utf8')));
  await subject.runtime.idle();
  const before = await readMeter(subject);
  for (let index = 0; index < sample; index += 1) {
    await expecting(201, subject.agent.call('POST', orders, bothLines(operator)));
    await subject.runtime.idle();
  }
  const charges = chargesBetween(before, await readMeter(subject), sample, prices);
  const rows = charges.map(({ what, amount, usd }) => ({
    what,
    'an order': Number((amount / sample).toFixed(1)),
    'dollars for 1,000 orders': Number(((usd * 1000) / sample).toFixed(4)),
  }));
  const sum = rows.reduce((total, row) => total + row['dollars for 1,000 orders'], 0);
  return [...rows, { what: 'together', 'dollars for 1,000 orders': Number(sum.toFixed(4)) }];
};
