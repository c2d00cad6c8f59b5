import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import {
  bothLines,
  customerParty,
  get,
  makeOperator,
  ordered,
  orders,
  post,
  untilEnded,
} from './operator.ts';
import { behave, fault, flow, freeNumbers, oneLine, placed } from './order-flow.ts';

const { product, service, serviceOrders, simulated } = flow;

interface Letter {
  readonly queue: string;
  readonly body: string;
}

describe('a failure in the order flow', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let hlr: string;

  const deny = (name: string, action: string, denied = true) =>
    runtime.control('PUT', 'iam/deny', { function: `strowger-local-${name}`, action, denied });
  const mobile = (): object =>
    oneLine(operator, 'add', { productOffering: { id: operator.mobile } });
  const letters = async (): Promise<Letter[]> =>
    (await runtime.control('GET', 'dead-letters')).body;
  const logs = (name: string): string =>
    readdirSync(join(runtime.dataDir, 'logs'))
      .filter((file) => file.includes(name))
      .map((file) => readFileSync(join(runtime.dataDir, 'logs', file), 'utf8'))
      .join('\n');
  const notes = (order: HttpAnswer['body']): string =>
    (order.note ?? []).map(({ text }: { text: string }) => text).join();

  /** Nothing of the line is left: no product, no service, nothing in the network, no resource taken. */
  const expectUndone = async (order: HttpAnswer['body'], free: number): Promise<void> => {
    expect(order).toMatchObject({ state: 'failed', productOrderItem: [{ state: 'failed' }] });
    expect(await freeNumbers(runtime, operator)).toBe(free);
    const line = order.productOrderItem[0].product;
    expect((await get(runtime, `${product}/${line.id}`)).status).toBe('aborted');
    for (const { id } of line.realizingService ?? []) {
      const facing = await get(runtime, `${service}/${id}`);
      expect(facing.state).toBe('terminated');
      for (const inner of facing.supportingService ?? [])
        for (const config of await get(runtime, `${simulated}/networkConfig?serviceId=${inner.id}`))
          expect(config.present).toBe(false);
    }
  };

  const expectActive = async (order: HttpAnswer['body']): Promise<void> => {
    expect(order.state).toBe('completed');
    for (const { product: one } of order.productOrderItem)
      expect(await get(runtime, `${product}/${one.id}`)).toMatchObject({
        status: 'active',
        realizingResource: [{}, {}],
      });
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    hlr = await post(runtime, `${simulated}/networkElement`, { name: 'hlr-1' });
  }, 60_000);
  afterEach(async () => {
    await behave(runtime, hlr, { rejectNext: 0, latencyMs: 0 });
  });
  afterAll(() => runtime.stop());

  it.each<[string, readonly string[]]>([
    ['product-ordering-tasks', ['throttle', 'timeout']],
    ['product-ordering-events', ['error', 'timeout']],
    ['service-ordering-tasks', ['crash', 'timeout']],
    ['service-ordering-events', ['crash', 'timeout']],
    ['resource-inventory-tasks', ['crash', 'timeout']],
    ['resource-inventory-events', ['error', 'timeout']],
    ['activation-tasks', ['throttle', 'timeout']],
    ['activation-events', ['error', 'timeout']],
    ['network-simulator-events', ['throttle', 'timeout']],
    ['product-inventory-events', ['error', 'timeout']],
    ['service-inventory-events', ['crash', 'timeout']],
    ['relay', ['error', 'crash', 'timeout']],
  ])('of %s once (%j) is repeated, and the order completes', async (name, kinds) => {
    for (const kind of kinds) {
      expect((await fault(runtime, name, kind)).status).toBe(200);
      await expectActive(await ordered(runtime, mobile()));
    }
    expect(await letters()).toEqual([]);
  });

  it('that repeats every event changes nothing: one product, one service order, resources once', async () => {
    const before = await freeNumbers(runtime, operator);
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 200 });
    const order = await ordered(runtime, bothLines(operator));
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
    await expectActive(order);
    expect(await freeNumbers(runtime, operator)).toBe(before - 1);
    const products = await get(runtime, `${product}?productOrderItem.productOrderId=${order.id}`);
    expect(products).toHaveLength(2);
    const all = await get(runtime, `${serviceOrders}?limit=100&sort=-orderDate`);
    const lines = order.productOrderItem.map((one: { product: { id: string } }) => one.product.id);
    const own = all.filter((one: object) =>
      [order.id, ...lines].some((id) => JSON.stringify(one).includes(id)),
    );
    expect(own).toHaveLength(2);
  });

  it('of the plan, for a specification that nobody knows, ends the service order failed with the reason', async () => {
    const id = await post(runtime, serviceOrders, {
      serviceOrderItem: [
        { id: '1', action: 'add', service: { serviceSpecification: { id: 'sspec-none' } } },
      ],
    });
    await runtime.idle();
    const order = await get(runtime, `${serviceOrders}/${id}`);
    expect(order.state).toBe('failed');
    expect(notes(order)).toContain('sspec-none');
  });

  it('of the assignment, for an empty pool, ends the order failed with the reason', async () => {
    const spec = await post(runtime, '/tmf-api/resourceCatalog/v4/resourceSpecification', {
      name: 'Golden number',
    });
    const services = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
    const inner = await post(runtime, services, {
      name: 'Golden line',
      resourceSpecification: [
        { id: spec, name: 'Golden number' },
        { id: operator.numberSpecification },
      ],
    });
    const facing = await post(runtime, services, {
      name: 'Golden',
      serviceSpecRelationship: [{ id: inner, relationshipType: 'realizedBy' }],
    });
    const catalog = '/tmf-api/productCatalogManagement/v4';
    const kind = await post(runtime, `${catalog}/productSpecification`, {
      name: 'Golden',
      serviceSpecification: [{ id: facing }],
    });
    const offering = await post(runtime, `${catalog}/productOffering`, {
      name: 'Golden',
      lifecycleStatus: 'Active',
      productSpecification: { id: kind },
    });
    const before = await freeNumbers(runtime, operator);
    const order = await ordered(runtime, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: [{ id: '1', action: 'add', productOffering: { id: offering } }],
    });
    await expectUndone(order, before);
    expect(notes(order)).toContain('No free');
  });

  it('of the network, which rejects, is undone and ends the order failed with the reason', async () => {
    const before = await freeNumbers(runtime, operator);
    await behave(runtime, hlr, { rejectNext: 1, rejectReason: 'no such profile' });
    const order = await ordered(runtime, mobile());
    await expectUndone(order, before);
    expect(notes(order)).toContain('no such profile');
  });

  it('of the last step takes back what the network had applied', async () => {
    const before = await freeNumbers(runtime, operator);
    await behave(runtime, hlr, { latencyMs: 1500 });
    const id = await placed(runtime, mobile());
    for (let look = 0; look < 100 && (await freeNumbers(runtime, operator)) === before; look += 1)
      await new Promise((done) => setTimeout(done, 20));
    expect(await freeNumbers(runtime, operator)).toBe(before - 1);
    await fault(runtime, 'service-ordering-tasks', 'error');
    await behave(runtime, hlr, { latencyMs: 0 });
    const order = await untilEnded(runtime, id);
    await expectUndone(order, before);
    expect(notes(order)).toContain('An error planned');
  });

  it('for want of a right in a step names function, action and resource in the order', async () => {
    const before = await freeNumbers(runtime, operator);
    await deny('resource-inventory-tasks', 'dynamodb:Query');
    const order = await ordered(runtime, mobile());
    await deny('resource-inventory-tasks', 'dynamodb:Query', false);
    await expectUndone(order, before);
    for (const part of [
      'strowger-local-resource-inventory-tasks',
      'dynamodb:Query',
      'table/strowger-local',
    ])
      expect(notes(order)).toContain(part);
    await expectActive(await ordered(runtime, mobile()));
  });

  it('for want of a right in a subscriber lies in a dead letter queue, over a restart, until it is redriven', async () => {
    await deny('product-inventory-events', 'dynamodb:PutItem');
    await deny('product-inventory-events', 'dynamodb:UpdateItem');
    const ordering = await placed(runtime, mobile());
    let order = await get(runtime, `${orders}/${ordering}`);
    for (let look = 0; look < 200 && order.state !== 'completed'; look += 1) {
      await new Promise((done) => setTimeout(done, 50));
      order = await get(runtime, `${orders}/${ordering}`);
    }
    /** The bus tries for hours before it gives an event up: the clock goes faster. */
    for (let look = 0; look < 60 && (await letters()).length === 0; look += 1) {
      await runtime.control('PUT', 'clock', { advance: 'PT15M' });
      await new Promise((done) => setTimeout(done, 150));
    }
    expect((await letters()).length).toBeGreaterThan(0);
    for (const part of [
      'strowger-local-product-inventory-events',
      'is not authorized to perform: dynamodb:',
      'table/strowger-local',
    ])
      expect(logs('product-inventory-events')).toContain(part);
    const { id } = order.productOrderItem[0].product;
    expect((await get(runtime, `${product}/${id}`)).status).not.toBe('active');
    await runtime.restart();
    const kept = await letters();
    expect(kept.length).toBeGreaterThan(0);
    for (const letter of kept) expect(letter.body).toContain(order.id);
    const { body } = await runtime.control('POST', 'dead-letters/redrive');
    expect(body.redriven).toBe(kept.length);
    /** What the bus had not given up yet is due by then too. */
    await runtime.control('PUT', 'clock', { advance: 'PT1H' });
    await runtime.idle();
    expect(await letters()).toEqual([]);
    expect((await get(runtime, `${product}/${id}`)).status).toBe('active');
  });
});
