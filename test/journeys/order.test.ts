import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import {
  bothLines,
  created,
  customerParty,
  get,
  makeOperator,
  mapped,
  numbered,
  ordered,
  orders,
  post,
  stock,
  untilEnded,
} from './operator.ts';

const product = '/tmf-api/productInventory/v4/product';
const service = '/tmf-api/serviceInventory/v4/service';
const resource = '/tmf-api/resourceInventoryManagement/v4/resource';
const simulated = '/network-simulator/v1';

describe('an order', () => {
  let runtime: TestRuntime;
  let operator: Operator;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
  });
  afterAll(() => runtime.stop());

  it('of fibre and mobile ends with active products on real resources, and nobody in between', async () => {
    const order = await ordered(runtime, bothLines(operator));
    expect(order).toMatchObject({
      state: 'completed',
      productOrderItem: [{ state: 'completed' }, { state: 'completed' }],
    });
    const [fibre, mobile] = await Promise.all(
      order.productOrderItem.map((item: { product: { id: string } }) =>
        get(runtime, `${product}/${item.product.id}`),
      ),
    );
    expect(fibre).toMatchObject({
      status: 'active',
      productCharacteristic: [{ name: 'downstreamSpeed', value: 100 }],
    });
    expect(mobile).toMatchObject({ status: 'active' });
    expect(fibre.realizingResource.map(({ name }: { name: string }) => name).sort()).toEqual([
      expect.stringMatching(/^10\.0\.0\./),
      expect.stringMatching(/^port-/),
    ]);
    expect(mobile.realizingResource).toHaveLength(2);
  });

  it('leaves the services active, on the resources, with the mapped characteristics in the network', async () => {
    const order = await ordered(runtime, bothLines(operator));
    const facing = await get(
      runtime,
      `${service}/${order.productOrderItem[0].product.realizingService[0].id}`,
    );
    expect(facing).toMatchObject({ state: 'active', category: 'CFS' });
    const inner = await Promise.all(
      facing.supportingService.map(({ id }: { id: string }) => get(runtime, `${service}/${id}`)),
    );
    expect(inner.map(({ state }) => state)).toEqual(['active', 'active']);
    const [access] = inner;
    const port = await get(runtime, `${resource}/${access.supportingResource[0].id}`);
    expect(port).toMatchObject({
      resourceStatus: 'reserved',
      usageState: 'active',
      place: { id: operator.site },
    });
    const [config] = await get(runtime, `${simulated}/networkConfig?serviceId=${access.id}`);
    expect(config).toMatchObject({
      element: 'olt-1',
      present: true,
      values: { lineRate: 100, resources: [port.name] },
    });
  });

  it('of a bundle orders its parts', async () => {
    const order = await ordered(runtime, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: [
        {
          id: '1',
          action: 'add',
          productOffering: { id: operator.bundle },
          product: { place: [{ id: operator.site, role: 'installation' }] },
        },
      ],
    });
    expect(order.productOrderItem).toMatchObject([
      {
        state: 'completed',
        productOrderItem: [
          { id: '1.1', state: 'completed' },
          { id: '1.2', state: 'completed' },
        ],
      },
    ]);
  });

  it('changes the speed of a product, in the network and in the inventory', async () => {
    const first = await ordered(runtime, bothLines(operator));
    const id = first.productOrderItem[0].product.id;
    const second = await ordered(runtime, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: [
        {
          id: '1',
          action: 'modify',
          product: { id, productCharacteristic: [{ name: 'downstreamSpeed', value: 1000 }] },
        },
      ],
    });
    expect(second.state).toBe('completed');
    const changed = await get(runtime, `${product}/${id}`);
    expect(changed.productCharacteristic).toEqual([{ name: 'downstreamSpeed', value: 1000 }]);
    const facing = await get(runtime, `${service}/${changed.realizingService[0].id}`);
    const [config] = await get(
      runtime,
      `${simulated}/networkConfig?serviceId=${facing.supportingService[0].id}`,
    );
    expect(config.values.lineRate).toBe(1000);
  });

  it('ceases a product: services end, the port is free again, the number rests', async () => {
    const first = await ordered(runtime, bothLines(operator));
    const ids = first.productOrderItem.map((item: { product: { id: string } }) => item.product.id);
    const second = await ordered(runtime, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: ids.map((id: string, index: number) => ({
        id: String(index + 1),
        action: 'delete',
        product: { id },
      })),
    });
    expect(second.state).toBe('completed');
    const facing = await get(
      runtime,
      `${service}/${first.productOrderItem[0].product.realizingService[0].id}`,
    );
    const configs = await get(
      runtime,
      `${simulated}/networkConfig?serviceId=${facing.supportingService[0].id}`,
    );
    expect(configs).toMatchObject([{ element: 'olt-1', present: false }]);
    const [fibre, mobile] = await Promise.all(
      ids.map((id: string) => get(runtime, `${product}/${id}`)),
    );
    expect([fibre.status, mobile.status]).toEqual(['terminated', 'terminated']);
    const statuses = await Promise.all(
      [...fibre.realizingResource, ...mobile.realizingResource].map(
        async ({ id, name }: { id: string; name: string }) => [
          name.startsWith('+'),
          (await get(runtime, `${resource}/${id}`)).resourceStatus,
        ],
      ),
    );
    expect(statuses.filter(([isNumber]) => isNumber)).toEqual([[true, 'standby']]);
    expect(statuses.filter(([isNumber]) => !isNumber).map(([, status]) => status)).toEqual([
      'available',
      'available',
      'available',
    ]);
  });

  it('comes once, however often it is sent: by Idempotency-Key and by externalId', async () => {
    const body = bothLines(operator, { externalId: 'shop-4711' });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        runtime.fetchJson('agent', 'POST', orders, body, { 'idempotency-key': 'k1' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    await untilEnded(runtime, answers[0]?.body.id);
    const other = await runtime.fetchJson(
      'agent',
      'POST',
      orders,
      bothLines(operator, { externalId: 'other' }),
      { 'idempotency-key': 'k1' },
    );
    expect(other.status).toBe(409);
    const again = bothLines(operator, { externalId: 'shop-4712' });
    const [one, two] = [
      await runtime.fetchJson('agent', 'POST', orders, again),
      await runtime.fetchJson('agent', 'POST', orders, again),
    ];
    expect(created(one)).toBe(created(two));
    await untilEnded(runtime, one.body.id);
  });

  it('that is wrong gets one 400 that lists every fault', async () => {
    const { status, body } = await runtime.fetchJson('agent', 'POST', orders, {
      productOrderItem: [
        {
          id: '1',
          action: 'add',
          productOffering: { id: operator.fibre },
          product: {
            productCharacteristic: [
              { name: 'downstreamSpeed', value: 7 },
              { name: 'colour', value: 'red' },
            ],
          },
        },
        { id: '2', action: 'add', productOffering: { id: 'off-none' } },
        { id: '3', action: 'delete', product: { id: 'prd-none' } },
      ],
    });
    expect(status).toBe(400);
    for (const part of [
      'relatedParty',
      'downstreamSpeed: 7',
      'colour',
      'product.place',
      'off-none',
      'prd-none',
    ])
      expect(body.message).toContain(part);
  });

  it('takes from the customer neither the services nor the state of what is ordered', async () => {
    const realizingService = [{ id: 'svc-forged', '@referredType': 'Service' }];
    const answer = await runtime.fetchJson('agent', 'POST', orders, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: [
        {
          id: '1',
          action: 'add',
          productOffering: { id: operator.mobile },
          product: { id: 'prd-forged', status: 'active', realizingService },
        },
      ],
    });
    const order = await untilEnded(runtime, created(answer));
    const line = order.productOrderItem[0].product;
    expect(JSON.stringify(order)).not.toContain('forged');
    expect(line.realizingService).toMatchObject([{ '@referredType': 'Service' }]);
    expect((await get(runtime, `${product}/${line.id}`)).status).toBe('active');
  });

  it('for a place without a free port is refused, naming it', async () => {
    const full = await post(runtime, '/tmf-api/geographicSiteManagement/v4/geographicSite', {
      name: 'Full',
    });
    const { status, body } = await runtime.fetchJson('agent', 'POST', orders, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: [
        {
          id: '1',
          action: 'add',
          productOffering: { id: operator.fibre },
          product: { place: [{ id: full, role: 'installation' }] },
        },
      ],
    });
    expect(status).toBe(400);
    expect(body.reason).toContain(`no free GPON port at ${full}`);
  });

  it('that the network rejects is undone, newest first, and ends failed with the reason', async () => {
    await post(runtime, `${simulated}/networkElement`, {
      name: 'bng-1',
      rejectNext: 1,
      rejectReason: 'no memory left',
    });
    const before = await get(
      runtime,
      `${resource}?stock=${operator.portSpecification}@${operator.site}&limit=100&fields=none`,
    );
    const order = await ordered(runtime, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: [
        {
          id: '1',
          action: 'add',
          productOffering: { id: operator.fibre },
          product: { place: [{ id: operator.site, role: 'installation' }] },
        },
      ],
    });
    expect(order).toMatchObject({ state: 'failed', productOrderItem: [{ state: 'failed' }] });
    expect(order.note.map(({ text }: { text: string }) => text).join()).toContain('no memory left');
    const line = order.productOrderItem[0].product;
    expect((await get(runtime, `${product}/${line.id}`)).status).toBe('aborted');
    const facing = await get(runtime, `${service}/${line.realizingService[0].id}`);
    expect(facing.state).toBe('terminated');
    const [config] = await get(
      runtime,
      `${simulated}/networkConfig?serviceId=${facing.supportingService[0].id}`,
    );
    expect(config.present).toBe(false);
    const after = await get(
      runtime,
      `${resource}?stock=${operator.portSpecification}@${operator.site}&limit=100&fields=none`,
    );
    expect(after.length).toBe(before.length);
  });

  it('takes an offering with services that the code has never heard of: data alone', async () => {
    const spec = await post(runtime, '/tmf-api/resourceCatalog/v4/resourceSpecification', {
      name: 'Parking sensor slot',
    });
    await stock(runtime, spec, numbered('slot-', 3));
    const inner = await post(runtime, '/tmf-api/serviceCatalogManagement/v4/serviceSpecification', {
      name: 'Sensor feed',
      specCharacteristic: [mapped('seconds', 'interval')],
      resourceSpecification: [{ id: spec }],
    });
    const facing = await post(
      runtime,
      '/tmf-api/serviceCatalogManagement/v4/serviceSpecification',
      {
        name: 'Smart parking',
        specCharacteristic: [{ name: 'interval' }],
        serviceSpecRelationship: [{ id: inner, relationshipType: 'realizedBy' }],
      },
    );
    const kind = await post(runtime, '/tmf-api/productCatalogManagement/v4/productSpecification', {
      name: 'Smart parking',
      serviceSpecification: [{ id: facing }],
      productSpecCharacteristic: [{ name: 'interval', minCardinality: 1 }],
    });
    const offering = await post(runtime, '/tmf-api/productCatalogManagement/v4/productOffering', {
      name: 'Smart parking',
      lifecycleStatus: 'Active',
      productSpecification: { id: kind },
    });
    const order = await ordered(runtime, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: [
        {
          id: '1',
          action: 'add',
          productOffering: { id: offering },
          product: { productCharacteristic: [{ name: 'interval', value: 30 }] },
        },
      ],
    });
    expect(order.state).toBe('completed');
    expect(order.productOrderItem[0].product.realizingResource[0].name).toMatch(/^slot-/);
    const [config] = await get(
      runtime,
      `${simulated}/networkConfig?limit=100&element=Sensor%20feed`,
    );
    expect(config.values.seconds).toBe(30);
  });
});
