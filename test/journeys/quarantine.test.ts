import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { customerParty, get, makeOperator, ordered } from './operator.ts';

const resource = '/tmf-api/resourceInventoryManagement/v4/resource';

describe('a number that was given back', () => {
  let runtime: TestRuntime;
  let operator: Operator;

  const lineOf = (action: string, of: object): object => ({
    relatedParty: [customerParty(operator.customer)],
    productOrderItem: [{ id: '1', action, ...of }],
  });
  /** A mobile that was ordered and ceased: its number and its SIM. */
  const ceased = async (): Promise<{ number: string; sim: string }> => {
    const order = await ordered(
      runtime,
      lineOf('add', { productOffering: { id: operator.mobile } }),
    );
    const { id, realizingResource } = order.productOrderItem[0].product;
    await ordered(runtime, lineOf('delete', { product: { id } }));
    const [number, sim] = realizingResource.toSorted((one: { name: string }) =>
      one.name.startsWith('+') ? -1 : 1,
    );
    return { number: number.id, sim: sim.id };
  };
  const pass = async (advance: string): Promise<void> => {
    await runtime.control('PUT', 'clock', { advance });
    /** Every schedule of the system catches up: that takes longer than a test usually waits. */
    for (let look = 0; look < 6; look += 1)
      if ((await runtime.control('POST', 'idle')).status === 200) return;
    throw new Error('the schedules did not come to an end');
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
    await pass('P89DT23H');
    expect((await get(runtime, `${resource}/${number}`)).resourceStatus).toBe('standby');
    await pass('PT3H');
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
    await pass('P91D');
    expect((await get(runtime, `${resource}/${number}`)).resourceStatus).toBe('suspended');
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });

  it('is free once, however many rest, and over a stop in between', async () => {
    const resting = [await ceased(), await ceased(), await ceased()];
    await runtime.restart();
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 50 });
    await pass('P100D');
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
    for (const { number } of resting)
      expect((await get(runtime, `${resource}/${number}`)).resourceStatus).toBe('available');
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
