import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { get, numbered, post, stock } from './operator.ts';

const specifications = '/tmf-api/resourceCatalog/v4/resourceSpecification';
const resource = '/tmf-api/resourceInventoryManagement/v4/resource';

/** The steps of resource-inventory as its function runs them: the unchanged SDK, the function's own role, the table. */
const steps = async (runtime: TestRuntime) => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: runtime.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'strowger-local-resource-inventory-tasks',
    AWS_SECRET_ACCESS_KEY: 'x',
    TABLE_NAME: 'strowger-local',
  });
  const { assignAll } = await import('../../functions/oss/resource-inventory/assign.ts');
  const release = await import('../../functions/oss/resource-inventory/release.ts');
  return { assignAll, ...release };
};

describe('the assignment of resources', () => {
  let runtime: TestRuntime;
  let step: Awaited<ReturnType<typeof steps>>;

  const caller = { tenant: 'demo', subject: 'test', roles: [], requestId: 'r', correlationId: 'c' };
  const context = { caller, at: '2026-06-01T00:00:00.000Z' };
  const pool = async (name: string, size: number): Promise<string> => {
    const id = await post(runtime, specifications, { name });
    for (let done = 0; done < size; done += 100)
      await stock(runtime, id, numbered(`${name}-${done / 100}-`, Math.min(100, size - done)));
    return id;
  };
  const needOf = (specification: string, order: string, count = 1) => ({
    serviceId: `svc-${order}`,
    resourceSpecificationId: specification,
    name: 'Number',
    count,
  });
  const assign = (specification: string, order: string, count = 1) =>
    step.assignAll(order, [needOf(specification, order, count)], context, Math.random);
  const statusOf = async (id: string): Promise<string> =>
    (await get(runtime, `${resource}/${id}`)).resourceStatus;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    step = await steps(runtime);
  }, 60_000);
  afterAll(() => runtime.stop());

  it('gives 1,000 at once 1,000 distinct numbers of a pool of 1,000, and refuses the next', async () => {
    const size = 1_000;
    const specification = await pool('Thousand', size);
    const orders = Array.from({ length: size }, (_, index) => `order-${index}`);
    const held = await Promise.all(orders.map((order) => assign(specification, order)));
    expect(held.every((one) => one.length === 1)).toBe(true);
    expect(new Set(held.flat().map(({ id }) => id)).size).toBe(size);
    await expect(assign(specification, 'order-late')).rejects.toMatchObject({
      status: 409,
      code: 'exhausted',
      message: 'No free Number is left in the pool',
    });
    const again = await Promise.all(orders.slice(0, 20).map((one) => assign(specification, one)));
    expect(again).toEqual(held.slice(0, 20));
  }, 300_000);

  it('takes all that an order needs or nothing', async () => {
    const specification = await pool('Few', 5);
    const many = await assign(specification, 'all-3', 3);
    expect(many).toHaveLength(3);
    await expect(assign(specification, 'all-4', 4)).rejects.toMatchObject({ code: 'exhausted' });
    expect(await get(runtime, `${resource}?stock=${specification}@`)).toHaveLength(2);
  });

  it('gives back what one order held, and not again what another has got meanwhile', async () => {
    const specification = await pool('Single', 1);
    const [first] = await assign(specification, 'first');
    await step.releaseAssigned('first', context);
    expect(await statusOf(first?.id ?? '')).toBe('available');
    const [second] = await assign(specification, 'second');
    expect(second?.id).toBe(first?.id);
    await step.releaseAssigned('first', context);
    await step.useAssigned('first', context);
    expect(await statusOf(first?.id ?? '')).toBe('reserved');
    await expect(assign(specification, 'third')).rejects.toMatchObject({ code: 'exhausted' });
  });

  it('frees a port in the name of the service that holds it alone, however late it is told', async () => {
    const specification = await pool('Port', 1);
    const [held] = await assign(specification, 'tenant-1');
    const id = held?.id ?? '';
    await step.useAssigned('tenant-1', context);
    await step.freeAfterUse([id], ['svc-tenant-1'], context);
    expect(await statusOf(id)).toBe('available');
    await assign(specification, 'tenant-2');
    await step.useAssigned('tenant-2', context);
    await step.freeAfterUse([id], ['svc-tenant-1'], context);
    await step.releaseAssigned('tenant-2', context);
    expect(await get(runtime, `${resource}/${id}`)).toMatchObject({
      resourceStatus: 'reserved',
      usageState: 'active',
    });
  });

  it('leaves a port free that was freed before it is heard that it is in use', async () => {
    const specification = await pool('Swift', 1);
    const [held] = await assign(specification, 'swift');
    await step.freeAfterUse([held?.id ?? ''], ['svc-swift'], context);
    await step.useAssigned('swift', context);
    expect(await statusOf(held?.id ?? '')).toBe('available');
  });
});
