import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import {
  bothLines,
  created,
  customerParty,
  get,
  makeOperator,
  ordered,
  orders,
  post,
  untilEnded,
} from './operator.ts';
import {
  behave,
  configsOf,
  fault,
  flow,
  freeNumbers,
  oneLine,
  pause,
  placed,
  serviceOrderOf,
  until,
} from './order-flow.ts';

const { cancels, product, service, serviceCancels, simulated } = flow;

/** Time enough for a cancellation on a machine that is busy with other things. */
const slowMs = 4000;

describe('the cancellation of an order', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let hlr: string;
  let bng: string;

  const latency = (id: string, latencyMs: number) => behave(runtime, id, { latencyMs });
  const mobile = (more: object = {}): object => ({
    ...oneLine(operator, 'add', { productOffering: { id: operator.mobile } }),
    ...more,
  });
  const party = () => [customerParty(operator.customer)];
  const cancel = (id: string, more: object = {}, headers: Record<string, string> = {}) =>
    runtime.fetchJson('agent', 'POST', cancels, { productOrder: { id }, ...more }, headers);
  /** The network answers at once again, when it is agreed that the order is taken back: not before, or it would be done. */
  const takenBack = async (id: string): Promise<void> => {
    await until(async () =>
      /^(pendingCancellation|cancelled)$/.test((await get(runtime, `${orders}/${id}`)).state),
    );
    await latency(hlr, 0);
    await latency(bng, 0);
  };

  /** Nothing of the order is left: no active product or service, nothing in the network. */
  const expectGone = async (order: HttpAnswer['body']): Promise<void> => {
    expect(order.state).toBe('cancelled');
    for (const { state, product: line } of order.productOrderItem) {
      expect(state).toBe('cancelled');
      expect((await get(runtime, `${product}/${line.id}`)).status).toBe('cancelled');
      const facing = await runtime.fetchJson(
        'operations',
        'GET',
        `${service}/${line.realizingService[0].id}`,
      );
      if (facing.status === 404) continue;
      expect(facing.body.state).toBe('terminated');
      for (const config of await configsOf(runtime, line)) expect(config.present).toBe(false);
    }
  };
  const expectActive = async (order: HttpAnswer['body']): Promise<void> => {
    expect(order.state).toBe('completed');
    for (const { product: line } of order.productOrderItem)
      expect((await get(runtime, `${product}/${line.id}`)).status).toBe('active');
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    hlr = await post(runtime, `${simulated}/networkElement`, { name: 'hlr-1' });
    bng = await post(runtime, `${simulated}/networkElement`, { name: 'bng-1' });
  }, 60_000);
  afterEach(async () => {
    await latency(hlr, 0);
    await latency(bng, 0);
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
  afterAll(() => runtime.stop());

  it('in progress undoes network and resources, and does not wait for the network to be done', async () => {
    const free = await freeNumbers(runtime, operator);
    await latency(hlr, slowMs);
    const id = await placed(runtime, mobile());
    await until(async () => (await freeNumbers(runtime, operator)) === free - 1);
    const answer = await cancel(id, { cancellationReason: 'Duplicate order' });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        state: 'acknowledged',
        '@type': 'CancelProductOrder',
        productOrder: { id, '@referredType': 'ProductOrder', href: expect.stringContaining(id) },
      },
    });
    await takenBack(id);
    const order = await untilEnded(runtime, id);
    await expectGone(order);
    expect(order).toMatchObject({
      cancellationReason: 'Duplicate order',
      cancellationDate: expect.any(String),
    });
    expect(await freeNumbers(runtime, operator)).toBe(free);
    expect(await get(runtime, `${cancels}/${answer.body.id}`)).toMatchObject({
      state: 'done',
      effectiveCancellationDate: expect.any(String),
    });
    const provisioned = await serviceOrderOf(runtime, id, '1');
    expect(provisioned).toMatchObject({
      state: 'cancelled',
      serviceOrderItem: [{ state: 'cancelled' }],
    });
    const [task] = await get(runtime, `${serviceCancels}?serviceOrder.id=${provisioned.id}`);
    expect(task).toMatchObject({ state: 'done', cancellationReason: 'Duplicate order' });
  });

  it('of a bundle takes back all its parts, and the bundle with them', async () => {
    await latency(bng, slowMs);
    await latency(hlr, slowMs);
    const place = [{ id: operator.site, role: 'installation' }];
    const id = await placed(runtime, {
      relatedParty: party(),
      productOrderItem: [
        { id: '1', action: 'add', productOffering: { id: operator.bundle }, product: { place } },
      ],
    });
    await until(async () => (await get(runtime, `${orders}/${id}`)).state === 'inProgress');
    created(await cancel(id));
    await takenBack(id);
    const order = await untilEnded(runtime, id);
    const [bundle] = order.productOrderItem;
    expect([order.state, bundle.state]).toEqual(['cancelled', 'cancelled']);
    await expectGone({ ...order, productOrderItem: bundle.productOrderItem });
  });

  it('before the start asks nobody, and the machine finds nothing to start', async () => {
    const free = await freeNumbers(runtime, operator);
    await fault(runtime, 'product-ordering-tasks', 'throttle', 2);
    const id = await placed(runtime, mobile());
    created(await cancel(id));
    const order = await untilEnded(runtime, id);
    expect(order).toMatchObject({ state: 'cancelled', productOrderItem: [{ state: 'cancelled' }] });
    expect(await serviceOrderOf(runtime, id, '1')).toBeUndefined();
    expect(await freeNumbers(runtime, operator)).toBe(free);
    const line = order.productOrderItem[0].product;
    expect((await get(runtime, `${product}/${line.id}`)).status).toBe('cancelled');
  });

  it('is denied where a line is done: the order goes back to where it was, and on', async () => {
    await latency(bng, slowMs);
    const id = await placed(runtime, bothLines(operator));
    await until(
      async () => (await get(runtime, `${orders}/${id}`)).productOrderItem[1].state === 'completed',
    );
    const { body: task } = await cancel(id);
    await until(
      async () => (await get(runtime, `${cancels}/${task.id}`)).state === 'terminatedWithError',
    );
    const denied = await get(runtime, `${orders}/${id}`);
    expect(denied.state).toBe('inProgress');
    expect(denied.note.at(-1).text).toContain('cancellation denied: item 2 (Mobile) is done');
    /** What is done is the customer's, whatever the other lines do. */
    const [, { product: done }] = denied.productOrderItem;
    await until(async () => (await get(runtime, `${product}/${done.id}`)).status === 'active');
    expect((await get(runtime, `${orders}/${id}`)).state).toBe('inProgress');
    await expectActive(await untilEnded(runtime, id));
    const late = await cancel(id);
    expect(late).toMatchObject({
      status: 409,
      body: { reason: expect.stringContaining('completed') },
    });
  });

  it('comes once: a repeat gets the same task, another one is told of the first', async () => {
    await latency(hlr, slowMs);
    const id = await placed(runtime, mobile());
    await until(async () => (await serviceOrderOf(runtime, id, '1')) !== undefined);
    const answers = await Promise.all(
      [1, 2, 3].map(() => cancel(id, {}, { 'idempotency-key': `cancel-${id}` })),
    );
    expect(new Set(answers.map(created)).size).toBe(1);
    await until(async () => (await get(runtime, `${orders}/${id}`)).state !== 'inProgress');
    const second = await cancel(id);
    expect(second).toMatchObject({ status: 409, body: { code: 'conflict' } });
    await takenBack(id);
    await expectGone(await untilEnded(runtime, id));
    expect((await cancel(id)).body.reason).toContain('is cancelled');
  });

  it('that two ask for at once ends both tasks', async () => {
    await latency(hlr, slowMs);
    const id = await placed(runtime, mobile());
    const answers = await Promise.all([1, 2, 3].map(() => cancel(id)));
    await takenBack(id);
    await expectGone(await untilEnded(runtime, id));
    for (const { status, body } of answers)
      if (status === 201) expect((await get(runtime, `${cancels}/${body.id}`)).state).toBe('done');
      else expect(status).toBe(409);
  });

  it('against the completion has one winner, whatever the moment', async () => {
    const free = await freeNumbers(runtime, operator);
    let completed = 0;
    for (let round = 0; round < 8; round += 1) {
      const id = await placed(runtime, mobile());
      await pause(round * 35);
      const answer = await cancel(id);
      const order = await untilEnded(runtime, id);
      if (order.state === 'cancelled') await expectGone(order);
      else {
        completed += 1;
        await expectActive(order);
      }
      if (answer.status === 201)
        expect((await get(runtime, `${cancels}/${answer.body.id}`)).state).toBe(
          order.state === 'cancelled' ? 'done' : 'terminatedWithError',
        );
      else expect(answer.status).toBe(409);
    }
    expect(await freeNumbers(runtime, operator)).toBe(free - completed);
  });

  it('that reaches the network side before the order does waits for it', async () => {
    const free = await freeNumbers(runtime, operator);
    await fault(runtime, 'service-ordering-events', 'error');
    const id = await placed(runtime, mobile());
    await until(async () => (await get(runtime, `${orders}/${id}`)).state === 'inProgress');
    created(await cancel(id));
    await expectGone(await untilEnded(runtime, id));
    expect(await freeNumbers(runtime, operator)).toBe(free);
  });

  it('of a cease leaves the product as it was, in the network too', async () => {
    const first = await ordered(runtime, mobile());
    const line = first.productOrderItem[0].product;
    await latency(hlr, slowMs);
    const id = await placed(runtime, {
      relatedParty: party(),
      productOrderItem: [{ id: '1', action: 'delete', product: { id: line.id } }],
    });
    await until(
      async () => (await get(runtime, `${product}/${line.id}`)).status === 'pendingTerminate',
    );
    created(await cancel(id));
    await takenBack(id);
    expect((await untilEnded(runtime, id)).state).toBe('cancelled');
    expect((await get(runtime, `${product}/${line.id}`)).status).toBe('active');
    for (const config of await configsOf(runtime, line)) expect(config.present).toBe(true);
  });

  it('by the network side ends the order cancelled too', async () => {
    await latency(hlr, slowMs);
    const id = await placed(runtime, mobile());
    await until(async () => (await serviceOrderOf(runtime, id, '1'))?.state === 'inProgress');
    const provisioned = await serviceOrderOf(runtime, id, '1');
    const answer = await runtime.fetchJson('operations', 'POST', serviceCancels, {
      serviceOrder: { id: provisioned.id },
      cancellationReason: 'Wrong plan',
    });
    expect(answer).toMatchObject({ status: 201, body: { state: 'accepted' } });
    await takenBack(id);
    await expectGone(await untilEnded(runtime, id));
    expect((await get(runtime, `${serviceCancels}/${answer.body.id}`)).state).toBe('done');
    const again = await runtime.fetchJson('operations', 'POST', serviceCancels, {
      serviceOrder: { id: provisioned.id },
    });
    expect(again).toMatchObject({
      status: 409,
      body: { reason: expect.stringContaining('cancelled') },
    });
    const unknown = await runtime.fetchJson('operations', 'POST', serviceCancels, {
      serviceOrder: { id: 'sord-none' },
    });
    expect(unknown.status).toBe(400);
  });

  it('is for the owner of the order alone, and for staff', async () => {
    const own = runtime.clients()['demo']?.customer.partyId ?? '';
    await latency(hlr, slowMs);
    const [mine, other] = [
      await placed(runtime, mobile({ relatedParty: [customerParty(own)] })),
      await placed(runtime, mobile()),
    ];
    const post = (id: string) =>
      runtime.fetchJson('customer', 'POST', cancels, { productOrder: { id } });
    const refused = await post(other);
    const unknown = await post('ord-none');
    expect([refused.status, unknown.status]).toEqual([400, 400]);
    expect(refused.body.reason.replace(other, '')).toBe(
      unknown.body.reason.replace('ord-none', ''),
    );
    const task = created(await post(mine));
    const foreign = created(await cancel(other));
    expect((await runtime.fetchJson('customer', 'GET', `${cancels}/${task}`)).status).toBe(200);
    expect((await runtime.fetchJson('customer', 'GET', `${cancels}/${foreign}`)).status).toBe(404);
    const list = await runtime.fetchJson('customer', 'GET', cancels);
    expect(list.body.map(({ id }: { id: string }) => id)).toEqual([task]);
    for (const id of [mine, other]) await takenBack(id);
    for (const id of [mine, other]) await expectGone(await untilEnded(runtime, id));
    expect((await runtime.fetchJson('customer', 'GET', serviceCancels)).status).toBe(403);
    const later = { requestedCancellationDate: '2999-01-01T00:00:00Z' };
    const third = await placed(runtime, mobile());
    expect((await cancel(third, later)).status).toBe(400);
    await untilEnded(runtime, third);
  });

  it.each<[string, string]>([
    ['product-ordering-events', 'crash'],
    ['service-ordering-events', 'timeout'],
    ['activation-events', 'timeout'],
    ['relay', 'timeout'],
  ])('goes through a failure of %s (%s)', async (name, kind) => {
    const free = await freeNumbers(runtime, operator);
    await latency(hlr, slowMs);
    const id = await placed(runtime, mobile());
    await until(async () => (await freeNumbers(runtime, operator)) === free - 1);
    await fault(runtime, name, kind);
    const task = created(await cancel(id));
    await takenBack(id);
    await expectGone(await untilEnded(runtime, id));
    expect(await freeNumbers(runtime, operator)).toBe(free);
    expect((await get(runtime, `${cancels}/${task}`)).state).toBe('done');
  });

  it('heard twice at every step changes nothing', async () => {
    const free = await freeNumbers(runtime, operator);
    await latency(hlr, slowMs);
    const id = await placed(runtime, mobile());
    await until(async () => (await freeNumbers(runtime, operator)) === free - 1);
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 200 });
    const task = created(await cancel(id));
    await takenBack(id);
    await expectGone(await untilEnded(runtime, id));
    await runtime.control('PUT', 'faults', { kind: 'duplicate', times: 0 });
    expect(await freeNumbers(runtime, operator)).toBe(free);
    expect((await get(runtime, `${cancels}/${task}`)).state).toBe('done');
  });
});
