import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Step, traceLines, traceOf } from '../../infra/operate/trace.ts';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { systemUnder } from '../harness/system.ts';
import type { Operator } from '../journeys/operator.ts';
import { bothLines, created, makeOperator, orders, untilEnded } from '../journeys/operator.ts';

describe('a trace', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let orderId: string;
  let steps: readonly Step[];
  const chain = `trace-${Date.now().toString(36)}`;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    const answer = await runtime.fetchJson('agent', 'POST', orders, bothLines(operator), {
      'x-correlation-id': chain,
    });
    orderId = created(answer);
    await untilEnded(runtime, orderId);
    steps = await traceOf(systemUnder(runtime), chain);
  }, 120_000);
  afterAll(() => runtime.stop());

  it('begins with the request and who made it, and is in the order of time', () => {
    expect(steps[0]).toMatchObject({ kind: 'request', where: 'bss.product-ordering' });
    const times = steps.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it('goes through events of both sides, both machines, the network and back', () => {
    const told = steps.map(({ where, what }) => `${where} ${what}`);
    for (const part of [
      /^bss\.product-ordering ProductOrderCreateEvent {2}\S+ {2}acknowledged/,
      /^strowger-\w+-fulfil-product-order Fulfil order lines/,
      /^bss\.product-ordering ServiceOrderRequestEvent/,
      /^strowger-\w+-provision-service-order Plan services/,
      /^strowger-\w+-provision-service-order Assign resources/,
      /^oss\.activation NetworkCommandEvent/,
      /^oss\.network-simulator NetworkAnswerEvent/,
      /^oss\.service-inventory ServiceStateChangeEvent {2}\S+ {2}active/,
      /^bss\.product-ordering ProductOrderStateChangeEvent {2}\S+ {2}completed/,
      /^bss\.product-inventory ProductStateChangeEvent {2}\S+ {2}active/,
    ])
      expect(told).toContainEqual(expect.stringMatching(part));
  });

  it('is the same by the id of what it is about', async () => {
    const byOrder = await traceOf(systemUnder(runtime), orderId);
    expect(traceLines(byOrder)).toEqual(traceLines(steps));
  });

  it('of an id that nobody knows is empty', async () => {
    expect(await traceOf(systemUnder(runtime), 'ord-none')).toEqual([]);
  });

  it('shows no fault where there was none', () => {
    expect(steps.filter(({ kind }) => kind === 'fault')).toEqual([]);
  });
});
