import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { created, get, numbered, post, stock } from './operator.ts';

const services = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
const serviceOrder = '/tmf-api/serviceOrdering/v4/serviceOrder';
const resource = '/tmf-api/resourceInventoryManagement/v4/resource';

/** Whole orders, each with its machine and its network: as many as two shared processors do in the time of a test. */
const size = 200;

describe('a pool of numbers', () => {
  let runtime: TestRuntime;
  let specification: string;
  let facing: string;

  const place = async (): Promise<string> =>
    created(
      await runtime.fetchJson('operations', 'POST', serviceOrder, {
        serviceOrderItem: [
          { id: '1', action: 'add', service: { serviceSpecification: { id: facing } } },
        ],
      }),
    );
  const quiet = async (): Promise<void> => {
    for (let look = 0; look < 10; look += 1) {
      if ((await runtime.control('POST', 'idle')).status === 200) return;
    }
    throw new Error('the orders did not end');
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    specification = await post(runtime, '/tmf-api/resourceCatalog/v4/resourceSpecification', {
      name: 'Number',
    });
    const inner = await post(runtime, services, {
      name: 'Line',
      resourceSpecification: [{ id: specification, name: 'Number' }],
    });
    facing = await post(runtime, services, {
      name: 'Telephony',
      serviceSpecRelationship: [{ id: inner, relationshipType: 'realizedBy' }],
    });
    await stock(runtime, specification, numbered('+3220000', size));
  });
  afterAll(() => runtime.stop());

  it(`gives ${size} orders at once ${size} distinct numbers, and refuses the next`, async () => {
    const ids = await Promise.all(Array.from({ length: size }, place));
    await quiet();
    const taken: string[] = [];
    for (const id of ids) {
      const order = await get(runtime, `${serviceOrder}/${id}`);
      expect(order.state).toBe('completed');
      const [number, ...others] = order.serviceOrderItem[0].service.supportingResource;
      expect(others).toEqual([]);
      taken.push(number.name);
    }
    expect(new Set(taken).size).toBe(size);
    expect(await get(runtime, `${resource}?stock=${specification}@`)).toEqual([]);
    const late = await place();
    await quiet();
    const refused = await get(runtime, `${serviceOrder}/${late}`);
    expect(refused.state).toBe('failed');
    expect(refused.note.at(-1).text).toContain('No free Number is left in the pool');
  });
});
