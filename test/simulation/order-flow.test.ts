import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from '../journeys/operator.ts';
import { bothLines, created, get, makeOperator, orders, post } from '../journeys/operator.ts';
import { chanceOf, powerCut, replay } from './weather.ts';

const product = '/tmf-api/productInventory/v4/product';
const resource = '/tmf-api/resourceInventoryManagement/v4/resource';
const simulated = '/network-simulator/v1';
const cancels = '/tmf-api/productOrderingManagement/v4/cancelProductOrder';

const functions = [
  'product-ordering-events',
  'service-ordering-events',
  'activation-events',
  'network-simulator-events',
  'product-inventory-events',
  'service-inventory-events',
  'resource-inventory-events',
  'relay',
];
const kinds = ['error', 'crash', 'throttle', 'timeout'] as const;

const { pick, random, seed } = chanceOf(1891);

describe(replay('the order flow in a bad hour', 'order-flow', seed), () => {
  let runtime: TestRuntime;
  let operator: Operator;
  const pause = (most: number): Promise<void> =>
    new Promise((done) => setTimeout(done, random() * most));

  /** What a shop does: it sends again, with the same externalId, until it has an answer. */
  const placed = async (externalId: string): Promise<string> => {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const answer = await runtime
        .fetchJson('agent', 'POST', orders, bothLines(operator, { externalId }))
        .catch(() => undefined);
      if (answer !== undefined && answer.status < 500) return created(answer);
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`${externalId} was never taken`);
  };

  const ended = async (id: string): Promise<HttpAnswer['body']> => {
    for (let look = 0; look < 400; look += 1) {
      const { status, body } = await runtime.fetchJson('agent', 'GET', `${orders}/${id}`);
      expect(status).toBe(200);
      if (['completed', 'failed', 'partial', 'cancelled'].includes(body.state)) return body;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`${id} did not end`);
  };

  const expectWhole = async (ids: readonly string[]): Promise<void> => {
    const taken: string[] = [];
    for (const id of ids) {
      const order = await ended(id);
      expect(order.state).toBe('completed');
      expect(order.productOrderItem).toHaveLength(2);
    }
    await runtime.idle();
    for (const id of ids) {
      const order = await get(runtime, `${orders}/${id}`);
      for (const { product: one } of order.productOrderItem) {
        const active = await get(runtime, `${product}/${one.id}`);
        expect(active).toMatchObject({ status: 'active', realizingResource: [{}, {}] });
        taken.push(...active.realizingResource.map((held: { id: string }) => held.id));
      }
    }
    expect(new Set(taken).size).toBe(taken.length);
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
    const all = await get(runtime, `${product}?limit=100&fields=status`);
    expect(all).toHaveLength(2 * placedSoFar.length);
    const numbers = await get(
      runtime,
      `${resource}?stock=${operator.numberSpecification}@&limit=100`,
    );
    expect(numbers).toHaveLength(30 - placedSoFar.length);
  };
  const placedSoFar: string[] = [];

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    for (const name of ['olt-1', 'bng-1', 'hlr-1'])
      await post(runtime, `${simulated}/networkElement`, { name, latencyMs: 150 });
  });
  afterAll(() => runtime.stop());

  it.each([5, 400])(
    'loses nothing that it acknowledged when it is killed %d ms after an order',
    async (afterMs) => {
      const ids = [await placed(`kill-${afterMs}-a`), await placed(`kill-${afterMs}-b`)];
      placedSoFar.push(...ids);
      await new Promise((done) => setTimeout(done, afterMs));
      await powerCut(runtime);
      await expectWhole(ids);
    },
  );

  it('takes an order once that a shop sends again since the kill ate the answer', async () => {
    const sent = placed('kill-answer');
    await pause(20);
    await powerCut(runtime);
    const id = await sent;
    placedSoFar.push(id);
    expect(await placed('kill-answer')).toBe(id);
    await expectWhole([id]);
  });

  it('ends every order with repeated and late events, failing functions and a kill among them', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 10 });
      await runtime.control('PUT', 'faults', { kind: 'delay', times: 5, delayMs: 200 });
      await runtime.control('PUT', 'faults', {
        function: `strowger-local-${pick(functions)}`,
        kind: pick(kinds),
        times: 1,
      });
      ids.push(await placed(`storm-${round}`));
      await pause(200);
      if (round === 2) {
        await powerCut(runtime);
      }
    }
    placedSoFar.push(...ids);
    await expectWhole(ids);
  });

  /** What an impatient customer does: they ask until they have an answer, and know whether it was taken. */
  const cancelled = async (id: string): Promise<string | undefined> => {
    const key = { 'idempotency-key': `cancel-${id}` };
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const answer = await runtime
        .fetchJson('agent', 'POST', cancels, { productOrder: { id } }, key)
        .catch(() => undefined);
      if (answer?.status === 201) return answer.body.id;
      if (answer?.status === 409) return undefined;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`the cancellation of ${id} was never answered`);
  };

  /** Holds an order against its products and its cancellation; answers how many numbers it has taken. */
  const mobilesOf = async (id: string, task: string | undefined): Promise<number> => {
    const order = await get(runtime, `${orders}/${id}`);
    const whole = order.state === 'cancelled';
    const states: string[] = order.productOrderItem.map(({ state }: { state: string }) => state);
    const statuses = await Promise.all(
      order.productOrderItem.map(
        async ({ product: one }: { product: { id: string } }) =>
          (await get(runtime, `${product}/${one.id}`)).status,
      ),
    );
    expect(statuses).toEqual(states.map((one) => (one === 'completed' ? 'active' : 'cancelled')));
    expect(states.includes('completed')).toBe(!whole);
    if (task !== undefined)
      expect((await get(runtime, `${cancels}/${task}`)).state).toBe(
        whole ? 'done' : 'terminatedWithError',
      );
    return states[1] === 'completed' ? 1 : 0;
  };

  it('ends every order that is cancelled at any moment, whole or not at all, in the same weather', async () => {
    const orderIds: string[] = [];
    const tasks = new Map<string, string | undefined>();
    for (let round = 0; round < 6; round += 1) {
      await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 10 });
      await runtime.control('PUT', 'faults', { kind: 'delay', times: 5, delayMs: 200 });
      await runtime.control('PUT', 'faults', {
        function: `strowger-local-${pick(functions)}`,
        kind: pick(kinds),
        times: 1,
      });
      const id = await placed(`fickle-${round}`);
      orderIds.push(id);
      await pause(900);
      const asked = cancelled(id);
      if (round === 3) {
        await pause(150);
        await powerCut(runtime);
      }
      tasks.set(id, await asked);
    }
    for (const id of orderIds) await ended(id);
    await runtime.idle();
    let active = 0;
    for (const id of orderIds) active += await mobilesOf(id, tasks.get(id));
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
    const numbers = await get(
      runtime,
      `${resource}?stock=${operator.numberSpecification}@&limit=100`,
    );
    expect(numbers).toHaveLength(30 - placedSoFar.length - active);
  });
});
