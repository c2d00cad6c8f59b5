import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { created, get, numbered, post, stock } from './operator.ts';

const base = '/tmf-api/resourcePoolManagement/v4';
const services = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
const serviceOrder = '/tmf-api/serviceOrdering/v4/serviceOrder';
const resource = '/tmf-api/resourceInventoryManagement/v4/resource';

const moving = (name: string, more: object): object => ({
  '@type': `Resource${name}`,
  '@schemaLocation': `https://example.org/Resource${name}.schema.json`,
  ...more,
});

describe('a pool', () => {
  let runtime: TestRuntime;
  let counter = 0;

  /** A pool of its own with so many numbers, and a service that needs one of them. */
  const aPool = async (size: number, place?: string) => {
    counter += 1;
    const name = `Number ${counter}`;
    const specification = await post(runtime, '/tmf-api/resourceCatalog/v4/resourceSpecification', {
      name,
    });
    const at = place === undefined ? {} : { place: { id: place, role: 'warehouse' } };
    await stock(runtime, specification, numbered(`+${counter}000`, size), at);
    const id = await aPoolOf(specification, size, place);
    const inner = await post(runtime, services, {
      name: `Line ${counter}`,
      resourceSpecification: [{ id: specification, name }],
    });
    const facing = await post(runtime, services, {
      name: `Telephony ${counter}`,
      serviceSpecRelationship: [{ id: inner, relationshipType: 'realizedBy' }],
    });
    return { id, specification, facing };
  };
  const aPoolOf = (specification: string, size: number, place?: string): Promise<string> =>
    post(runtime, `${base}/resourcePool`, {
      resourceSpecification: { id: specification },
      capacity: [
        {
          plannedOrActualCapacity: 'actual',
          capacityAmount: { capacityAmount: String(size) },
          ...(place !== undefined && { place: { id: place } }),
        },
      ],
    });
  const wanted = (pool: string, quantity: number, more: object = {}): object => ({
    relatedParty: [{ id: 'party-1', role: 'customer' }],
    reservationItem: [
      {
        quantity,
        relatedEntity: [{ id: pool, role: 'pool', '@referredType': 'ResourcePool' }],
      },
    ],
    ...more,
  });
  const reserve = (pool: string, quantity: number, more: object = {}): Promise<HttpAnswer> =>
    runtime.fetchJson('agent', 'POST', `${base}/reservation`, wanted(pool, quantity, more));
  const held = ({ body }: HttpAnswer): string[] =>
    body.reservationItem
      .flatMap((item: any) =>
        item.relatedEntity.filter((one: any) => one.role === 'reservedResource'),
      )
      .map((one: any) => one.id);
  const free = async (specification: string, place = ''): Promise<number> =>
    (await get(runtime, `${resource}?stock=${specification}@${place}&limit=100`)).length;
  const pass = async (advance: string): Promise<void> => {
    await runtime.control('PUT', 'clock', { advance });
    await runtime.idle();
  };
  const ordered = async (facing: string, reservation?: string): Promise<any> => {
    const id = created(
      await runtime.fetchJson('operations', 'POST', serviceOrder, {
        serviceOrderItem: [
          {
            id: '1',
            action: 'add',
            service: {
              serviceSpecification: { id: facing },
              ...(reservation !== undefined && {
                relatedEntity: [
                  { id: reservation, role: 'reservation', '@referredType': 'Reservation' },
                ],
              }),
            },
          },
        ],
      }),
    );
    await runtime.idle();
    return get(runtime, `${serviceOrder}/${id}`);
  };
  const read = (id: string): Promise<any> => get(runtime, `${base}/reservation/${id}`);

  beforeAll(async () => {
    runtime = await startTestRuntime();
  }, 180_000);
  afterAll(() => runtime.stop());

  it('holds what is reserved, and gives it back when it is cancelled or deleted', async () => {
    const { id, specification } = await aPool(5);
    const first = await reserve(id, 2);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ state: 'inProgress', creationDate: expect.any(String) });
    expect(held(first)).toHaveLength(2);
    expect(await free(specification)).toBe(3);
    const [one] = held(first);
    expect((await get(runtime, `${resource}/${one}`)).resourceStatus).toBe('reserved');
    const cancelled = await runtime.fetchJson(
      'agent',
      'PATCH',
      `${base}/reservation/${first.body.id}`,
      { state: 'cancelled', cancellationReason: 'changed their mind' },
    );
    expect(cancelled.body).toMatchObject({
      state: 'cancelled',
      cancellationReason: 'changed their mind',
      reservationItem: [{ state: 'cancelled' }],
    });
    expect(await free(specification)).toBe(5);
    const second = await reserve(id, 5);
    expect(await free(specification)).toBe(0);
    const path = `${base}/reservation/${second.body.id}`;
    expect((await runtime.fetchJson('agent', 'DELETE', path)).status).toBe(204);
    expect((await runtime.fetchJson('agent', 'GET', path)).status).toBe(404);
    expect(await free(specification)).toBe(5);
  });

  it('gives nothing where it cannot give all, and nothing twice', async () => {
    const { id, specification } = await aPool(10);
    const refused = await reserve(id, 11);
    expect([refused.status, refused.body.code]).toEqual([409, 'exhausted']);
    expect(await free(specification)).toBe(10);
    const answers = await Promise.all(Array.from({ length: 15 }, () => reserve(id, 1)));
    const good = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
    expect(new Set(good.flatMap(held)).size).toBe(10);
  }, 60_000);

  it('reserves once for one key', async () => {
    const { id, specification } = await aPool(3);
    const headers = { 'idempotency-key': 'one-reservation' };
    const ask = () =>
      runtime.fetchJson('agent', 'POST', `${base}/reservation`, wanted(id, 1), headers);
    const [first, second] = [await ask(), await ask()];
    expect(second.body.id).toBe(first.body.id);
    expect(await free(specification)).toBe(2);
  });

  it('takes back by itself what nobody has taken in time, unless it was prolonged', async () => {
    const { id, specification } = await aPool(4);
    const short = (await reserve(id, 1)).body.id;
    const long = (await reserve(id, 1)).body;
    const end = new Date(Date.parse(long.validFor.endDateTime) + 86_400_000).toISOString();
    const prolonged = await runtime.fetchJson('agent', 'PATCH', `${base}/reservation/${long.id}`, {
      validFor: { endDateTime: end },
    });
    expect(prolonged.status).toBe(200);
    await pass('PT23H50M');
    expect(await free(specification)).toBe(2);
    await pass('PT15M');
    expect(await read(short)).toMatchObject({
      state: 'cancelled',
      cancellationReason: 'The reservation has expired',
    });
    expect((await read(long.id)).state).toBe('inProgress');
    expect(await free(specification)).toBe(3);
    await pass('P1D');
    expect((await read(long.id)).state).toBe('cancelled');
    expect(await free(specification)).toBe(4);
  }, 60_000);

  it('gives what is reserved to the orders that name it, and the reservation follows', async () => {
    const { id, specification, facing } = await aPool(3);
    const reservation = await reserve(id, 2);
    const mine = held(reservation);
    await reserve(id, 1);
    const other = await ordered(facing);
    expect(other.state).toBe('failed');
    const first = await ordered(facing, reservation.body.id);
    expect(first.state).toBe('completed');
    expect(mine).toContain(first.serviceOrderItem[0].service.supportingResource[0].id);
    expect(await read(reservation.body.id)).toMatchObject({
      state: 'inProgress',
      reservationItem: [
        { state: 'inProgress', appliedCapacity: { capacityAmount: { capacityAmount: '1' } } },
      ],
    });
    const second = await ordered(facing, reservation.body.id);
    expect(second.state).toBe('completed');
    expect(await read(reservation.body.id)).toMatchObject({
      state: 'completed',
      completionDate: expect.any(String),
      reservationItem: [{ state: 'completed' }],
    });
    await pass('P2D');
    for (const one of mine)
      expect(await get(runtime, `${resource}/${one}`)).toMatchObject({
        resourceStatus: 'reserved',
        usageState: 'active',
      });
    expect((await ordered(facing, reservation.body.id)).state).toBe('completed');
    expect(await free(specification)).toBe(0);
  }, 60_000);

  it('loses what is extracted and gains what is pushed, at its place', async () => {
    const { id, specification } = await aPool(6, 'site-a');
    const target = await aPoolOf(specification, 0, 'site-b');
    const amount = async (pool: string): Promise<string> =>
      (await get(runtime, `${base}/resourcePool/${pool}`)).capacity[0].capacityAmount
        .capacityAmount;
    const out = await runtime.fetchJson(
      'operations',
      'POST',
      `${base}/extract`,
      moving('Extract', { resourcePool: { id }, quantity: 4 }),
    );
    expect(out.status).toBe(201);
    expect(out.body.resource).toHaveLength(4);
    await runtime.idle();
    expect([await amount(id), await free(specification, 'site-a')]).toEqual(['2', 2]);
    const inside = await runtime.fetchJson(
      'operations',
      'POST',
      `${base}/push`,
      moving('Push', { resourcePool: { id: target }, extract: { id: out.body.id } }),
    );
    expect(inside.status).toBe(201);
    await runtime.idle();
    expect([await amount(target), await free(specification, 'site-b')]).toEqual(['4', 4]);
    const again = await runtime.fetchJson(
      'operations',
      'POST',
      `${base}/push`,
      moving('Push', { resourcePool: { id }, extract: { id: out.body.id } }),
    );
    expect(again.status).toBe(409);
    const suspended = await post(runtime, resource, {
      name: 'new one',
      resourceStatus: 'suspended',
      resourceSpecification: { id: specification },
    });
    const fresh = await runtime.fetchJson(
      'operations',
      'POST',
      `${base}/push`,
      moving('Push', { resourcePool: { id }, resource: [{ id: suspended }] }),
    );
    expect(fresh.status).toBe(201);
    await runtime.idle();
    expect([await amount(id), await free(specification, 'site-a')]).toEqual(['3', 3]);
    const list = await get(runtime, `${base}/extract`);
    expect(list.map((one: any) => one.id)).toContain(out.body.id);
    // Long after, an extract still holds nothing that has been pushed.
    await pass('PT1H');
    expect(await free(specification, 'site-b')).toBe(4);
  }, 60_000);

  it('says what is wrong with a request', async () => {
    const { id, specification } = await aPool(1);
    const reason = async (path: string, body: object): Promise<string> => {
      const answer = await runtime.fetchJson('operations', 'POST', `${base}/${path}`, body);
      expect(answer.status).toBe(400);
      return answer.body.reason;
    };
    expect(await reason('reservation', wanted('pool-none', 1))).toContain(
      'no resourcePool pool-none',
    );
    expect(await reason('reservation', wanted(id, 0))).toContain('1 or more');
    const past = { validFor: { endDateTime: '2020-01-01T00:00:00.000Z' } };
    expect(await reason('reservation', wanted(id, 1, past))).toContain('has passed');
    expect(await reason('extract', { '@type': 'Extract' })).toContain('resourcePool');
    expect(await reason('push', moving('Push', { resourcePool: { id } }))).toContain(
      'extract or resource',
    );
    const made = await reserve(id, 1);
    const path = `${base}/reservation/${made.body.id}`;
    const patch = await runtime.fetchJson('agent', 'PATCH', path, { state: 'completed' });
    expect([patch.status, patch.body.reason]).toEqual([400, expect.stringContaining('orders')]);
    const customer = await runtime.fetchJson(
      'customer',
      'POST',
      `${base}/reservation`,
      wanted(id, 1),
    );
    expect(customer.status).toBe(403);
    expect(await free(specification)).toBe(0);
  });
});
