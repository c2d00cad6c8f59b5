import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { customerParty, makeOperator, ordered, post } from './operator.ts';

const base = '/tmf-api/productOrderingManagement/v4';

interface Heard {
  readonly path: string;
  readonly body: any;
}

/** A listener on the loopback interface that keeps what it hears and refuses the first posts when told so. */
const listen = async () => {
  const heard: Heard[] = [];
  const listener = { heard, refuse: 0, url: '', server: undefined as Server | undefined };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      heard.push({ path: request.url ?? '', body: JSON.parse(text) });
      response.statusCode = listener.refuse > 0 ? 500 : 201;
      listener.refuse -= 1;
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  listener.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  listener.server = server;
  return listener;
};

const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (let look = 0; look < 400; look += 1) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what} did not come`);
};

describe('a hub', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let listener: Awaited<ReturnType<typeof listen>>;

  const mobile = () =>
    ordered(runtime, {
      relatedParty: [customerParty(operator.customer)],
      productOrderItem: [{ id: '1', action: 'add', productOffering: { id: operator.mobile } }],
    });
  const subscribe = (query?: string, api = base) =>
    runtime.fetchJson('operations', 'POST', `${api}/hub`, {
      callback: `${listener.url}/listener`,
      ...(query !== undefined && { query }),
    });
  const unsubscribe = (id: string, api = base) =>
    runtime.fetchJson('operations', 'DELETE', `${api}/hub/${id}`);

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    listener = await listen();
  });
  beforeEach(() => {
    listener.heard.length = 0;
    listener.refuse = 0;
  });
  afterAll(async () => {
    listener.server?.close();
    await runtime.stop();
  });

  it('tells its listener every state of an order in the TM Forum envelope, until it is removed', async () => {
    const hub = await subscribe('eventType=ProductOrderStateChangeEvent');
    expect(hub).toMatchObject({
      status: 201,
      body: {
        callback: `${listener.url}/listener`,
        query: 'eventType=ProductOrderStateChangeEvent',
      },
    });
    expect(hub.headers.get('location')).toBe(`${runtime.url}${base}/hub/${hub.body.id}`);
    const order = await mobile();
    const states = () =>
      listener.heard
        .filter(({ body }) => body.event.productOrder.id === order.id)
        .map(({ body }) => body.event.productOrder.state);
    await until(() => states().includes('completed'), 'the event of the completed order');
    expect([...new Set(states())].sort()).toEqual(['completed', 'inProgress']);
    for (const { path, body } of listener.heard) {
      expect(path).toBe('/listener');
      expect(body).toMatchObject({
        eventType: 'ProductOrderStateChangeEvent',
        eventId: expect.any(String),
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        correlationId: expect.any(String),
      });
      expect(body).not.toHaveProperty('tenantId');
    }
    expect((await unsubscribe(hub.body.id)).status).toBe(204);
    listener.heard.length = 0;
    await mobile();
    expect(listener.heard).toEqual([]);
  });

  it('hears only what its query lets through', async () => {
    const wanted = await subscribe('eventType=ProductOrderStateChangeEvent&state=completed');
    await mobile();
    await until(() => listener.heard.length > 0, 'the event of the completed order');
    await runtime.idle();
    expect(listener.heard.map(({ body }) => body.event.productOrder.state)).toEqual(['completed']);
    await unsubscribe(wanted.body.id);
  });

  it('without a query hears everything of its API and nothing of another', async () => {
    const hub = await subscribe();
    const order = await mobile();
    await until(
      () => listener.heard.some(({ body }) => body.event.productOrder?.state === 'completed'),
      'the event of the completed order',
    );
    const types = new Set(listener.heard.map(({ body }) => body.eventType));
    expect(types).toContain('ProductOrderCreateEvent');
    expect(types).toContain('ProductOrderStateChangeEvent');
    for (const { body } of listener.heard.filter(({ body }) => 'productOrder' in body.event))
      expect(body.event.productOrder.id).toBe(order.id);
    for (const type of types)
      expect(type).not.toMatch(/^(Resource|Individual|Product[A-Z]\w+Offering)/);
    await unsubscribe(hub.body.id);
  });

  it('tells a cancellation in the timeline of its order: every move, of the order and of the task', async () => {
    const hub = await subscribe();
    const element = await post(runtime, '/network-simulator/v1/networkElement', {
      name: 'hlr-1',
      latencyMs: 4000,
    });
    const party = customerParty(operator.customer);
    const lines = [{ id: '1', action: 'add', productOffering: { id: operator.mobile } }];
    const sent = (path: string, body: object, correlationId: string) =>
      runtime.fetchJson('agent', 'POST', `${base}/${path}`, body, {
        'x-correlation-id': correlationId,
      });
    const order = await sent(
      'productOrder',
      { relatedParty: [party], productOrderItem: lines },
      'the-order',
    );
    const told = (): string[] =>
      listener.heard
        .filter(({ body }) => body.correlationId === 'the-order')
        .flatMap(({ body }) => {
          const [[name, { state }]] = Object.entries<any>(body.event) as [[string, any]];
          return /^(productOrder|cancelProductOrder)$/.test(name) ? [`${name} ${state}`] : [];
        });
    await until(() => told().includes('productOrder inProgress'), 'the start of the order');
    const task = { productOrder: { id: order.body.id }, cancellationReason: 'Changed my mind' };
    expect((await sent('cancelProductOrder', task, 'the-cancellation')).status).toBe(201);
    await until(
      () => told().includes('productOrder pendingCancellation'),
      'the word of the network side',
    );
    await runtime.fetchJson(
      'operations',
      'PATCH',
      `/network-simulator/v1/networkElement/${element}`,
      {
        latencyMs: 0,
      },
    );
    // The two end in one write and are told apart, in any order.
    const ends = ['cancelProductOrder done', 'productOrder cancelled'];
    await until(() => ends.every((one) => told().includes(one)), 'the end of the cancellation');
    expect(new Set(told())).toEqual(
      new Set([
        'productOrder acknowledged',
        'productOrder inProgress',
        'productOrder assessingCancellation',
        'cancelProductOrder inProgress',
        'productOrder pendingCancellation',
        'productOrder cancelled',
        'cancelProductOrder done',
      ]),
    );
    const asked = listener.heard.find(({ body }) => body.correlationId === 'the-cancellation');
    expect(asked?.body).toMatchObject({
      eventType: 'CancelProductOrderCreateEvent',
      event: { cancelProductOrder: { state: 'acknowledged' } },
    });
    await runtime.idle();
    await unsubscribe(hub.body.id);
  });

  it('tells again what its listener answered with 500', async () => {
    const hub = await subscribe('eventType=ProductOrderCreateEvent');
    listener.refuse = 1;
    const order = await mobile();
    await until(() => listener.heard.length >= 2, 'the second delivery');
    const [first, second] = listener.heard;
    expect(first?.body.event.productOrder.id).toBe(order.id);
    expect(second?.body.eventId).toBe(first?.body.eventId);
    await unsubscribe(hub.body.id);
  });

  it('never hears with what money is taken, whatever happens to a way to pay', async () => {
    const [api, secret] = ['/tmf-api/paymentMethod/v4', 'tok-never-told'];
    const hub = await subscribe(undefined, api);
    const method = await post(runtime, `${api}/paymentMethod`, {
      '@type': 'tokenizedCard',
      name: 'Visa',
      token: secret,
      lastFourDigits: '4242',
      expirationDate: '2036-12-31T00:00:00Z',
      relatedParty: { id: operator.customer, '@referredType': 'Individual' },
    });
    const path = `${api}/paymentMethod/${method}`;
    for (const changed of [{ token: `${secret}-2` }, { status: 'withdrawn' }])
      expect((await runtime.fetchJson('operations', 'PATCH', path, changed)).status).toBe(200);
    expect((await runtime.fetchJson('operations', 'GET', path)).body.token).toBe(`${secret}-2`);
    expect((await runtime.fetchJson('operations', 'DELETE', path)).status).toBe(204);
    const told = () => [...new Set(listener.heard.map(({ body }) => body.eventType))].sort();
    await until(() => told().length === 4, 'all kinds of events');
    expect(told()).toEqual([
      'PaymentMethodAttributeValueChangeEvent',
      'PaymentMethodCreateEvent',
      'PaymentMethodDeleteEvent',
      'PaymentMethodStatusChangeEvent',
    ]);
    expect(listener.heard[0]?.body.event.paymentMethod).toMatchObject({
      id: method,
      lastFourDigits: '4242',
    });
    expect(JSON.stringify(listener.heard)).not.toContain(secret);
    await unsubscribe(hub.body.id, api);
  });

  it('that is not known, or belongs to another API, is 404', async () => {
    expect(await unsubscribe('hub-none')).toMatchObject({
      status: 404,
      body: { '@type': 'Error', code: 'notFound' },
    });
    const hub = await subscribe();
    expect((await unsubscribe(hub.body.id, '/tmf-api/party/v4')).status).toBe(404);
    expect((await unsubscribe(hub.body.id)).status).toBe(204);
    expect((await unsubscribe(hub.body.id)).status).toBe(404);
  });

  it('whose query no event can match is refused, and one that some events lack stops no other', async () => {
    const refused = await subscribe('colour=red');
    expect([refused.status, refused.body.reason]).toEqual([
      400,
      expect.stringContaining('query: colour is in no event'),
    ]);
    // Only cancellations have it.
    const picky = await subscribe('cancellationReason=none');
    const all = await subscribe();
    const order = await mobile();
    await until(
      () => listener.heard.some(({ body }) => body.event.productOrder?.id === order.id),
      'an event of the order',
    );
    await runtime.idle();
    expect((await runtime.fetchJson('admin', 'GET', '/_local/dead-letters')).body).toEqual([]);
    for (const hub of [picky, all]) await unsubscribe(hub.body.id);
  });

  it('needs a callback that is an address, and staff to ask for it', async () => {
    for (const body of [{}, { callback: 'nowhere' }, { callback: 'file:///etc/passwd' }])
      expect((await runtime.fetchJson('operations', 'POST', `${base}/hub`, body)).status).toBe(400);
    const customer = await runtime.fetchJson('customer', 'POST', `${base}/hub`, {
      callback: listener.url,
    });
    expect(customer.status).toBe(403);
  });
});
