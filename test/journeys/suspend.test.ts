import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { created, get, makeOperator, ordered, orders, post, untilEnded } from './operator.ts';
import { behave, flow, oneLine, placed, until } from './order-flow.ts';

const { cancels, product, service, serviceOrders, simulated } = flow;

describe('a suspension', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let hlr: string;

  const owned = async (offering: string): Promise<string> => {
    const place = [{ id: operator.site, role: 'installation' }];
    const of = { productOffering: { id: offering }, product: { place } };
    return (await ordered(runtime, oneLine(operator, 'add', of))).productOrderItem[0].product.id;
  };
  const change = (id: string, to: object): object =>
    oneLine(operator, 'modify', { product: { id, ...to } });
  const refused = async (id: string, to: object): Promise<string> => {
    const { status, body } = await runtime.fetchJson('agent', 'POST', orders, change(id, to));
    expect(status).toBe(400);
    return body.reason;
  };

  /** Tells a subscriber an event as the bus does. */
  const tell = async (
    capability: string,
    eventType: string,
    event: object,
    eventTime: string,
  ): Promise<void> => {
    const said = { eventId: 'evt-late', eventTime, eventType, timeOcurred: eventTime };
    const words = { domain: 'd', title: 't', description: 'd', priority: 'Normal' };
    const who = { tenantId: 'demo', by: 'test', requestId: 'r', correlationId: 'c', version: 1 };
    const path = `2015-03-31/functions/strowger-local-${capability}-events/invocations`;
    const answer = await fetch(`${runtime.url}/${path}`, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=root/20260601/us-east-1/lambda/aws4_request',
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        id: 'evt-late',
        'detail-type': eventType,
        detail: { ...said, ...words, ...who, event },
      }),
    });
    expect([answer.status, answer.headers.get('x-amz-function-error')]).toEqual([200, null]);
  };

  /** The state of the product, of all its services, and what the network holds of it. */
  const standing = async (id: string) => {
    const found = await get(runtime, `${product}/${id}`);
    const facing = await get(runtime, `${service}/${found.realizingService[0].id}`);
    const inner: HttpAnswer['body'][] = await Promise.all(
      facing.supportingService.map((one: { id: string }) => get(runtime, `${service}/${one.id}`)),
    );
    const configs: HttpAnswer['body'][] = await Promise.all(
      inner.map(
        async (one) => (await get(runtime, `${simulated}/networkConfig?serviceId=${one.id}`))[0],
      ),
    );
    return {
      status: found.status,
      states: [...new Set([facing, ...inner].map(({ state }) => state))],
      present: [...new Set(configs.map((one) => one.present))],
      barred: [...new Set(configs.map((one) => one.barred))],
      configs,
    };
  };
  const active = { status: 'active', states: ['active'], present: [true], barred: [false] };
  const suspended = { status: 'suspended', states: ['inactive'], present: [true], barred: [true] };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    hlr = await post(runtime, `${simulated}/networkElement`, { name: 'hlr-1' });
  }, 60_000);
  afterEach(() => behave(runtime, hlr, { latencyMs: 0, rejectNext: 0 }));
  afterAll(() => runtime.stop());

  it('bars a product in the network, and a resumption lets it through again', async () => {
    const id = await owned(operator.fibre);
    expect(await standing(id)).toMatchObject(active);
    const off = await ordered(runtime, change(id, { status: 'suspended' }));
    expect(off).toMatchObject({ state: 'completed', productOrderItem: [{ state: 'completed' }] });
    expect(await standing(id)).toMatchObject(suspended);
    expect((await ordered(runtime, change(id, { status: 'active' }))).state).toBe('completed');
    expect(await standing(id)).toMatchObject(active);
  });

  it('of what is suspended already, a resumption of what is active, and any other status are named', async () => {
    const id = await owned(operator.mobile);
    expect(await refused(id, { status: 'active' })).toContain(
      `product ${id} is active already; there is nothing to resume`,
    );
    await ordered(runtime, change(id, { status: 'suspended' }));
    expect(await refused(id, { status: 'suspended' })).toContain(
      `product ${id} is suspended already; there is nothing to suspend`,
    );
    expect(await refused(id, { status: 'terminated' })).toContain(
      'product.status terminated cannot be ordered; there is active and suspended',
    );
    await ordered(runtime, oneLine(operator, 'delete', { product: { id } }));
    expect(await refused(id, { status: 'active' })).toContain(`product ${id} is terminated`);
  });

  it('stays over a change of speed, and a status that comes along may be the one there is', async () => {
    const id = await owned(operator.fibre);
    await ordered(runtime, change(id, { status: 'suspended' }));
    const faster = { productCharacteristic: [{ name: 'downstreamSpeed', value: 1000 }] };
    const order = await ordered(runtime, change(id, { status: 'suspended', ...faster }));
    expect(order.state).toBe('completed');
    const { configs, ...rest } = await standing(id);
    expect(rest).toEqual(suspended);
    expect(configs[0].values.lineRate).toBe(1000);
  });

  it('can end in a cease', async () => {
    const id = await owned(operator.mobile);
    await ordered(runtime, change(id, { status: 'suspended' }));
    expect((await ordered(runtime, oneLine(operator, 'delete', { product: { id } }))).state).toBe(
      'completed',
    );
    expect(await standing(id)).toMatchObject({
      status: 'terminated',
      states: ['terminated'],
      present: [false],
      barred: [false],
    });
  });

  it('that the network rejects leaves the product active', async () => {
    const id = await owned(operator.mobile);
    await behave(runtime, hlr, { rejectNext: 1, rejectReason: 'no such subscriber' });
    const order = await ordered(runtime, change(id, { status: 'suspended' }));
    expect(order.state).toBe('failed');
    expect(order.note[0].text).toContain('no such subscriber');
    expect(await standing(id)).toMatchObject(active);
  });

  it('that two orders want comes once, and both complete', async () => {
    const id = await owned(operator.mobile);
    await behave(runtime, hlr, { latencyMs: 300 });
    const both = await Promise.all([
      placed(runtime, change(id, { status: 'suspended' })),
      placed(runtime, change(id, { status: 'suspended' })),
    ]);
    for (const one of both) expect((await untilEnded(runtime, one)).state).toBe('completed');
    expect(await standing(id)).toMatchObject(suspended);
  });

  it('is not set back by a word that comes again, or late', async () => {
    const id = await owned(operator.mobile);
    const off = await ordered(runtime, change(id, { status: 'suspended' }));
    const on = await ordered(runtime, change(id, { status: 'active' }));
    expect(await standing(id)).toMatchObject(active);
    const query = `externalId=${encodeURIComponent(`${off.id}/1`)}`;
    const [provisioned] = await get(runtime, `${serviceOrders}?${query}`);
    const eventTime = new Date(Date.parse(off.completionDate) + 60_000).toISOString();
    await tell(
      'product-inventory',
      'ProductOrderStateChangeEvent',
      { productOrder: off },
      eventTime,
    );
    await tell(
      'service-inventory',
      'ServiceOrderStateChangeEvent',
      { serviceOrder: provisioned },
      eventTime,
    );
    const late = { ...on, id: 'ord-older', productOrderItem: off.productOrderItem };
    await tell(
      'product-inventory',
      'ProductOrderStateChangeEvent',
      { productOrder: late },
      off.orderDate,
    );
    expect(await standing(id)).toMatchObject(active);
  });

  it('is called off by a cancellation, and so is a cease of what is suspended', async () => {
    const id = await owned(operator.mobile);
    const cancelled = async (body: object): Promise<void> => {
      await behave(runtime, hlr, { latencyMs: 4000 });
      const order = await placed(runtime, body);
      const query = `externalId=${encodeURIComponent(`${order}/1`)}`;
      await until(
        async () => (await get(runtime, `${serviceOrders}?${query}`))[0]?.state === 'inProgress',
      );
      await runtime.fetchJson('agent', 'POST', cancels, { productOrder: { id: order } });
      await until(async () =>
        /^(pendingCancellation|cancelled)$/.test((await get(runtime, `${orders}/${order}`)).state),
      );
      await behave(runtime, hlr, { latencyMs: 0 });
      expect((await untilEnded(runtime, order)).state).toBe('cancelled');
    };
    await cancelled(change(id, { status: 'suspended' }));
    expect(await standing(id)).toMatchObject(active);
    await ordered(runtime, change(id, { status: 'suspended' }));
    await cancelled(oneLine(operator, 'delete', { product: { id } }));
    expect(await standing(id)).toMatchObject(suspended);
    await ordered(runtime, change(id, { status: 'active' }));
    expect(await standing(id)).toMatchObject(active);
  });

  it('is ordered of the network side by state alone: inactive and active', async () => {
    const id = await owned(operator.mobile);
    const [facing] = (await get(runtime, `${product}/${id}`)).realizingService;
    const order = (state: string) =>
      runtime.fetchJson('operations', 'POST', serviceOrders, {
        serviceOrderItem: [{ id: '1', action: 'modify', service: { id: facing.id, state } }],
      });
    const wrong = await order('designed');
    expect(wrong).toMatchObject({
      status: 400,
      body: { reason: expect.stringContaining('there is active and inactive') },
    });
    created(await order('inactive'));
    await runtime.idle();
    expect(await standing(id)).toMatchObject({ ...suspended, status: 'active' });
    created(await order('active'));
    await runtime.idle();
    expect(await standing(id)).toMatchObject(active);
  });
});
