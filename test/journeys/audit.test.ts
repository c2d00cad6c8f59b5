import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { bothLines, created, makeOperator, orders, post, untilEnded } from './operator.ts';

const category = '/tmf-api/productCatalogManagement/v4/category';
const individual = '/tmf-api/party/v4/individual';

describe('the audit trail', () => {
  let runtime: TestRuntime;
  let operator: Operator;

  const changes = async (path: string, query = ''): Promise<HttpAnswer['body'][]> => {
    const { status, body } = await runtime.fetchJson('operations', 'GET', `${path}/change${query}`);
    if (status !== 200) throw new Error(`${path}/change: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const aCategory = async (): Promise<string> =>
    `${category}/${await post(runtime, category, { name: 'Calls' })}`;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
  });
  afterAll(() => runtime.stop());

  it('says who created, changed and deleted a resource, when and in which request, newest first', async () => {
    const answer = await runtime.fetchJson(
      'operations',
      'POST',
      category,
      { name: 'Calls' },
      { 'x-correlation-id': 'spring-clean' },
    );
    const path = `${category}/${created(answer)}`;
    await runtime.fetchJson('admin', 'PATCH', path, { name: 'Voice', description: 'spoken' });
    await runtime.fetchJson('operations', 'DELETE', path);
    expect((await runtime.fetchJson('operations', 'GET', path)).status).toBe(404);
    const [deleted, changed, first, ...rest] = await changes(path);
    const { operations, admin } = runtime.clients()['demo'] ?? {};
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const common = { '@type': 'Change', at: moment, requestId: expect.any(String) };
    expect(first).toEqual({
      ...common,
      what: 'created',
      version: 1,
      by: operations?.id,
      client: operations?.id,
      roles: ['operations'],
      correlationId: 'spring-clean',
    });
    expect(changed).toEqual({
      ...common,
      what: 'changed',
      version: 2,
      attributes: expect.arrayContaining(['name', 'description']),
      by: admin?.id,
      client: admin?.id,
      roles: ['admin'],
      correlationId: changed.requestId,
    });
    expect(deleted).toMatchObject({ ...common, what: 'deleted', version: 3, by: operations?.id });
    expect(rest).toEqual([]);
    expect(new Set([deleted, changed, first].map(({ requestId }) => requestId)).size).toBe(3);
  });

  it('names states and steps: what a machine or an event did says which', async () => {
    const id = created(await runtime.fetchJson('agent', 'POST', orders, bothLines(operator)));
    const order = await untilEnded(runtime, id);
    const ofOrder = await changes(`${orders}/${id}`, '?limit=100');
    expect(ofOrder.at(-1)).toMatchObject({ what: 'created', roles: ['agent'] });
    const moves = ofOrder.filter(({ what }) => what === 'moved').reverse();
    expect(moves.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'acknowledged inProgress',
      'inProgress completed',
    ]);
    for (const move of moves)
      expect(move).toMatchObject({
        by: 'system:product-ordering',
        causationId: expect.any(String),
      });
    const { correlationId } = ofOrder.at(-1);
    expect(ofOrder.map((change) => change.correlationId)).toEqual(ofOrder.map(() => correlationId));
    const [product] = order.productOrderItem.map((item: HttpAnswer['body']) => item.product.id);
    const ofProduct = await changes(`/tmf-api/productInventory/v4/product/${product}`);
    expect(ofProduct.length).toBeGreaterThan(0);
    for (const change of ofProduct)
      expect(change).toMatchObject({ by: 'system:product-inventory', correlationId });
    const { body: resources } = await runtime.fetchJson(
      'operations',
      'GET',
      `/tmf-api/resourceInventoryManagement/v4/resource?resourceStatus=reserved&limit=1`,
    );
    const ofResource = await changes(
      `/tmf-api/resourceInventoryManagement/v4/resource/${resources[0].id}`,
    );
    expect(ofResource).toContainEqual(
      expect.objectContaining({ what: 'moved', from: 'available', to: 'reserved', correlationId }),
    );
  });

  it('has one record a version, so that no change is without', async () => {
    const id = created(await runtime.fetchJson('agent', 'POST', orders, bothLines(operator)));
    await untilEnded(runtime, id);
    const answer = await runtime.fetchJson('operations', 'GET', `${orders}/${id}`);
    const versions = (await changes(`${orders}/${id}`, '?limit=100')).map(({ version }) => version);
    const newest = Number(answer.headers.get('etag')?.replaceAll('"', ''));
    expect(versions).toEqual(Array.from({ length: newest }, (_, index) => newest - index));
  });

  it('names attributes and never their values', async () => {
    const path = `${individual}/${operator.customer}`;
    await runtime.fetchJson('agent', 'PATCH', path, {
      familyName: 'Lovelace',
      contactMedium: [{ mediumType: 'email', characteristic: { emailAddress: 'ada@example.org' } }],
    });
    const { body, status } = await runtime.fetchJson('operations', 'GET', `${path}/change`);
    expect(status).toBe(200);
    expect(body[0].attributes).toEqual(expect.arrayContaining(['familyName', 'contactMedium']));
    expect(JSON.stringify(body)).not.toMatch(/Lovelace|Byron|example\.org/);
  });

  it('is for operations and admin alone, and of one tenant alone', async () => {
    const path = await aCategory();
    for (const role of ['agent', 'customer'] as const) {
      const refused = await runtime.fetchJson(role, 'GET', `${path}/change`);
      expect(refused.status).toBe(403);
      expect(await runtime.fetchJson(role, 'GET', `${category}/none/change`)).toMatchObject({
        status: 403,
        body: refused.body,
      });
    }
    expect((await runtime.fetchJson('admin', 'GET', `${path}/change`)).status).toBe(200);
    await runtime.control('POST', 'tenants', { name: 'auditor' });
    const other = runtime.clients()['auditor'];
    if (other === undefined) throw new Error('the tenant has no clients');
    const foreign = await runtime.fetchJson(other.admin, 'GET', `${path}/change`);
    const nothing = await runtime.fetchJson(other.admin, 'GET', `${category}/none/change`);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, reason: '' }).toEqual({ ...nothing.body, reason: '' });
  });

  it('can be read by pages, filtered and sorted like a list, and not written', async () => {
    const path = await aCategory();
    for (const name of ['One', 'Two', 'Three'])
      await runtime.fetchJson('operations', 'PATCH', path, { name });
    const page = await runtime.fetchJson('operations', 'GET', `${path}/change?limit=1&offset=1`);
    expect(page.body).toMatchObject([{ version: 3 }]);
    expect(page.headers.get('x-total-count')).toBe('4');
    expect(page.headers.get('link')).toContain(`${path}/change?limit=1&offset=2>; rel="next"`);
    expect(await changes(path, '?what=created')).toMatchObject([{ version: 1 }]);
    expect((await changes(path, '?sort=version&fields=version')).at(0)).toEqual({
      '@type': 'Change',
      version: 1,
    });
    for (const method of ['POST', 'PATCH', 'DELETE'])
      expect((await runtime.fetchJson('admin', method, `${path}/change`, {})).status).toBe(405);
    expect((await runtime.fetchJson('admin', 'GET', `${path}/change/1`)).status).toBe(404);
    expect((await runtime.fetchJson('admin', 'GET', `${path}/change?colour=red`)).status).toBe(400);
  });

  it('keeps the creation and the newest 99 changes', async () => {
    const path = await aCategory();
    for (let turn = 0; turn < 105; turn += 1)
      await runtime.fetchJson('operations', 'PATCH', path, { description: `turn ${turn}` });
    const versions = (await changes(path, '?limit=100')).map(({ version }) => version);
    expect(versions).toEqual([...Array.from({ length: 99 }, (_, index) => 106 - index), 1]);
  });
});
