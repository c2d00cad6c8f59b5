import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { get, makeOperator, post } from './operator.ts';

const base = '/tmf-api/ServiceActivationAndConfiguration/v4';
const inventory = '/tmf-api/serviceInventory/v4/service';
const specifications = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
const resources = '/tmf-api/resourceInventoryManagement/v4/resource';
const simulated = '/network-simulator/v1';

describe('a direct activation', () => {
  let runtime: TestRuntime;
  let voice: string;
  let hlr: string;
  let numbers: string;
  let listener: Server;
  const heard: { eventType: string; event: any }[] = [];

  const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    runtime.fetchJson('operations', method, `${base}${path}`, body, headers);
  const local = (location: string | null): string =>
    (location ?? '').replace(`${runtime.url}${base}`, '');
  const ended = async (answer: HttpAnswer): Promise<any> => {
    const path = local(answer.headers.get('location'));
    expect(path).toMatch(/^\/monitor\/mon-/);
    for (let look = 0; look < 400; look += 1) {
      const { body } = await ask('GET', path);
      if (body.state !== 'InProgress') {
        await runtime.idle();
        return body;
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the monitor did not end');
  };
  const wanted = (more: object = {}): object => ({
    state: 'active',
    name: 'Line 1',
    serviceSpecification: { id: voice },
    ...more,
  });
  const activated = async (more: object = {}): Promise<string> => {
    const answer = await ask('POST', '/service', wanted(more));
    expect(answer.status).toBe(202);
    expect(await ended(answer)).toMatchObject({ state: 'Completed' });
    return answer.body.id;
  };
  const configs = async (id: string): Promise<any[]> => {
    const { supportingService = [] } = await get(runtime, `${inventory}/${id}`);
    return Promise.all(
      supportingService.map(
        async (one: { id: string }) =>
          (await get(runtime, `${simulated}/networkConfig?serviceId=${one.id}`))[0],
      ),
    );
  };
  const told = (id: string): string[] =>
    heard
      .filter(({ event }) => event.service?.id === id)
      .map((one) => one.eventType)
      .sort();
  const free = async (): Promise<number> =>
    (await get(runtime, `${resources}?stock=${numbers}@&limit=100`)).length;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    numbers = (await makeOperator(runtime)).numberSpecification;
    const [found] = await get(runtime, `${specifications}?name=Mobile%20voice%20and%20data`);
    voice = found.id;
    hlr = await post(runtime, `${simulated}/networkElement`, { name: 'hlr-1' });
    listener = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        heard.push(JSON.parse(text));
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const address = listener.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await ask('POST', '/hub', { callback: `http://127.0.0.1:${port}/` });
    await runtime.idle();
  }, 180_000);
  afterAll(async () => {
    listener.close();
    await runtime.stop();
  });

  it('assigns, configures and notes a service, and its monitor says so', async () => {
    const before = await free();
    const answer = await ask('POST', '/service', wanted());
    expect(answer.status).toBe(202);
    const { id } = answer.body;
    expect((await ask('GET', `/service/${id}`)).status).toBe(200);
    const monitor = await ended(answer);
    expect(monitor).toMatchObject({
      state: 'Completed',
      sourceHref: `${base}/service/${id}`,
      request: { method: 'POST' },
      response: { statusCode: '201' },
    });
    const seen = (await ask('GET', `/service/${id}`)).body;
    expect(seen).toMatchObject({ state: 'active', name: 'Line 1' });
    expect(seen.href).toBe(`${runtime.url}${base}/service/${id}`);
    expect(seen.supportingResource).toHaveLength(2);
    const { href: _, ...held } = await get(runtime, `${inventory}/${id}`);
    expect(seen).toMatchObject(held);
    expect(await configs(id)).toMatchObject([{ present: true, barred: false }]);
    expect(await free()).toBe(before - 1);
    expect(told(id)).toEqual(['ServiceCreateEvent', 'ServiceStateChangeEvent']);
    const hrefs = heard.flatMap(({ event }) =>
      event.service?.id === id ? event.service.href : [],
    );
    expect([...new Set(hrefs)]).toEqual([`${base}/service/${id}`]);
  });

  it('bars it, lets it through, changes and ends it, and frees what it had', async () => {
    const before = await free();
    const id = await activated();
    const barred = await ask('PATCH', `/service/${id}`, { state: 'inactive' });
    expect(barred.status).toBe(200);
    expect((await ended(barred)).state).toBe('Completed');
    expect((await ask('GET', `/service/${id}`)).body.state).toBe('inactive');
    expect(await configs(id)).toMatchObject([{ present: true, barred: true }]);
    await ended(await ask('PATCH', `/service/${id}`, { state: 'active' }));
    expect(await configs(id)).toMatchObject([{ barred: false }]);
    const held = await configs(id);
    const gone = await ask('DELETE', `/service/${id}`);
    expect(gone.status).toBe(204);
    expect((await ended(gone)).state).toBe('Completed');
    expect((await ask('GET', `/service/${id}`)).status).toBe(404);
    expect((await get(runtime, `${inventory}/${id}`)).state).toBe('terminated');
    // Barred, let through, ended: and then it is gone from here.
    const moves = ['active', 'inactive', 'active', 'ended'].map(() => 'ServiceStateChangeEvent');
    expect(told(id)).toEqual(['ServiceCreateEvent', 'ServiceDeleteEvent', ...moves]);
    const [after] = await get(runtime, `${simulated}/networkConfig?serviceId=${held[0].serviceId}`);
    expect(after.present).toBe(false);
    // The number rests before somebody else gets it; nothing else is held.
    expect(await free()).toBe(before - 1);
  }, 60_000);

  it('that the network rejects is undone, and the monitor says why', async () => {
    const before = await free();
    await runtime.fetchJson('operations', 'PATCH', `${simulated}/networkElement/${hlr}`, {
      rejectNext: 1,
      rejectReason: 'no capacity left',
    });
    const answer = await ask('POST', '/service', wanted({ name: 'Refused' }));
    const monitor = await ended(answer);
    expect(monitor.state).toBe('Failed');
    expect(JSON.parse(monitor.response.body).reason).toContain('no capacity left');
    expect((await ask('GET', `/service/${answer.body.id}`)).status).toBe(404);
    expect(await free()).toBe(before);
  });

  it('plans a service first, and activates it when told', async () => {
    const planned = await ask('POST', '/service', wanted({ state: 'designed' }));
    expect(planned.status).toBe(201);
    const { id } = planned.body;
    expect((await get(runtime, `${inventory}/${id}`)).state).toBe('designed');
    await ended(await ask('PATCH', `/service/${id}`, { state: 'active' }));
    expect((await ask('GET', `/service/${id}`)).body.state).toBe('active');
    expect(await configs(id)).toMatchObject([{ present: true }]);
    await ended(await ask('DELETE', `/service/${id}`));
    expect((await ask('GET', `/service/${id}`)).status).toBe(404);
  });

  it('tells of a plan that is made, changed and given up', async () => {
    const { body } = await ask('POST', '/service', wanted({ state: 'designed' }));
    const path = `/service/${body.id}`;
    expect((await ask('PATCH', path, { id: 'another' })).status).toBe(400);
    expect((await ask('PATCH', path, { description: 'later' })).status).toBe(200);
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(404);
    await runtime.idle();
    expect(told(body.id)).toEqual([
      'ServiceAttributeValueChangeEvent',
      'ServiceCreateEvent',
      'ServiceDeleteEvent',
    ]);
    const trail = await ask('GET', `${path}/change`);
    expect(trail.body.map((one: { what: string }) => one.what)).toEqual([
      'deleted',
      'changed',
      'created',
    ]);
    const agent = await runtime.fetchJson('agent', 'GET', `${base}${path}/change`);
    expect(agent.status).toBe(403);
  });

  it('notes at once what the network does not hold', async () => {
    const id = await activated();
    const answer = await ask('PATCH', `/service/${id}`, { description: 'for the lift' });
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.body.description).toBe('for the lift');
    expect((await get(runtime, `${inventory}/${id}`)).description).toBe('for the lift');
  });

  it('happens once, however often it is asked and by however many', async () => {
    const before = await free();
    const headers = { 'idempotency-key': 'once' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => ask('POST', '/service', wanted({ name: 'Once' }), headers)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const [first] = answers;
    if (first === undefined) throw new Error('no answer');
    await ended(first);
    expect(await free()).toBe(before - 1);
    const other = await ask('POST', '/service', wanted({ name: 'Other' }), headers);
    expect(other.status).toBe(409);
    const id = first.body.id;
    const rivals = await Promise.all(
      [1, 2, 3].map(() => ask('PATCH', `/service/${id}`, { state: 'inactive' })),
    );
    expect(rivals.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('refuses what only an order may give, and what cannot be', async () => {
    const reason = async (body: object): Promise<string> => {
      const answer = await ask('POST', '/service', body);
      expect(answer.status).toBe(400);
      return answer.body.reason;
    };
    expect(await reason(wanted({ supportingResource: [{ id: 'res-1' }] }))).toContain(
      'supportingResource cannot be given',
    );
    expect(await reason(wanted({ state: 'terminated' }))).toContain('terminated');
    expect(await reason(wanted({ serviceSpecification: { id: 'none' } }))).toContain(
      'there is no service specification none',
    );
    expect(await reason({ state: 'active' })).toContain('serviceSpecification is required');
    const id = await activated();
    const moved = await ask('PATCH', `/service/${id}`, { place: [{ id: 'x', role: 'y' }] });
    expect([moved.status, moved.body.reason]).toEqual([400, expect.stringContaining('place')]);
    const back = await ask('PATCH', `/service/${id}`, { state: 'designed' });
    expect(back.status).toBe(409);
    const late = await ask('PATCH', `/service/${id}`, { state: 'inactive' }, { 'if-match': '"0"' });
    expect(late.status).toBe(412);
  });

  it('is for operations; a list has its counts, fields and links', async () => {
    const { status } = await runtime.fetchJson('agent', 'POST', `${base}/service`, wanted());
    expect(status).toBe(403);
    expect((await runtime.fetchJson('customer', 'GET', `${base}/service`)).status).toBe(403);
    const page = await ask('GET', '/service?limit=1&fields=name&category=CFS');
    expect(page.headers.get('x-total-count')).toMatch(/^\d+$/);
    expect(page.headers.get('link')).toContain(`<${runtime.url}${base}/service?`);
    for (const one of page.body)
      expect(Object.keys(one).sort()).toEqual(['@type', 'href', 'id', 'name']);
    expect((await ask('GET', '/service?nonsense=1')).status).toBe(400);
  });
});
