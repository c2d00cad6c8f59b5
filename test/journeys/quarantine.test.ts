import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { get, makeOperator, orders } from './operator.ts';
import { flow, oneLine, placed, until } from './order-flow.ts';

const { product, resource } = flow;

describe('a number that was given back', () => {
  let runtime: TestRuntime;
  let operator: Operator;

  const statusOf = async (id: string): Promise<string> =>
    (await get(runtime, `${resource}/${id}`)).resourceStatus;
  /** The order alone is waited for: other capabilities have work of their own when the clock has jumped. */
  const completed = async (body: object): Promise<HttpAnswer['body']> => {
    const id = await placed(runtime, body);
    await until(async () => (await get(runtime, `${orders}/${id}`)).state === 'completed');
    return get(runtime, `${orders}/${id}`);
  };
  /** A mobile that was ordered and ceased: its number and its SIM. */
  const ceased = async (): Promise<{ number: string; sim: string }> => {
    const add = oneLine(operator, 'add', { productOffering: { id: operator.mobile } });
    const { id, realizingResource } = (await completed(add)).productOrderItem[0].product;
    await until(async () => (await get(runtime, `${product}/${id}`)).status === 'active');
    await completed(oneLine(operator, 'delete', { product: { id } }));
    const [number, sim] = realizingResource.toSorted((one: { name: string }) =>
      one.name.startsWith('+') ? -1 : 1,
    );
    await until(async () => (await statusOf(number.id)) === 'standby');
    await until(async () => (await statusOf(sim.id)) === 'available');
    return { number: number.id, sim: sim.id };
  };
  const ticks = async (): Promise<number> =>
    (await runtime.control('GET', 'meter')).body[
      'lambda.invocations|strowger-local-resource-inventory-tasks'
    ] ?? 0;
  /** A jump of the clock brings one tick for all that were missed. */
  const pass = async (hours: number): Promise<void> => {
    const before = await ticks();
    await runtime.control('PUT', 'clock', { advance: `PT${hours}H` });
    await until(async () => (await ticks()) > before);
  };
  const free = async (): Promise<HttpAnswer['body'][]> =>
    get(runtime, `${resource}?stock=${operator.numberSpecification}@&limit=100`);
  const untilOf = (one: HttpAnswer['body']): string | undefined =>
    one.resourceCharacteristic.find(({ name }: { name: string }) => name === 'quarantinedUntil')
      ?.value;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
  }, 60_000);
  afterAll(() => runtime.stop());

  it('rests for its days, and is then free by itself', async () => {
    const { number, sim } = await ceased();
    expect((await get(runtime, `${resource}/${sim}`)).resourceStatus).toBe('available');
    const resting = await get(runtime, `${resource}/${number}`);
    expect(resting).toMatchObject({ resourceStatus: 'standby', usageState: 'idle' });
    const days = (Date.parse(untilOf(resting) ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThanOrEqual(90);
    expect((await free()).map(({ id }) => id)).not.toContain(number);
    await pass(90 * 24 - 1);
    expect((await get(runtime, `${resource}/${number}`)).resourceStatus).toBe('standby');
    await pass(3);
    const rested = await get(runtime, `${resource}/${number}`);
    expect(rested).toMatchObject({ resourceStatus: 'available', usageState: 'idle' });
    expect(untilOf(rested)).toBeUndefined();
    expect((await free()).map(({ id }) => id)).toContain(number);
  });

  it('is left alone where somebody has taken it out of its rest, and rests anew after the next', async () => {
    const { number } = await ceased();
    const taken = await runtime.fetchJson('operations', 'PATCH', `${resource}/${number}`, {
      resourceStatus: 'suspended',
    });
    expect(taken.status).toBe(200);
    await pass(91 * 24);
    expect((await get(runtime, `${resource}/${number}`)).resourceStatus).toBe('suspended');
  });

  it('is free once, however many rest, and over a stop in between', async () => {
    const resting = [await ceased(), await ceased(), await ceased()];
    await runtime.restart();
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 50 });
    await pass(100 * 24);
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
    for (const { number } of resting) expect(await statusOf(number)).toBe('available');
  });
});
