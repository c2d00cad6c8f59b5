import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { created } from './operator.ts';

const catalog = '/tmf-api/productCatalogManagement/v4';
const category = `${catalog}/category`;
const offering = `${catalog}/productOffering`;
const individual = '/tmf-api/party/v4/individual';
const orders = '/tmf-api/productOrderingManagement/v4/productOrder';

const names = ['alpha', 'bravo', 'charlie', 'delta', 'a "b", c'];

describe('the REST rules of TM Forum', () => {
  let runtime: TestRuntime;
  let ids: string[];

  const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    runtime.fetchJson('operations', method, path, body, headers);
  const named = async (query: string): Promise<string[]> => {
    const { status, body } = await call('GET', `${category}?${query}`);
    if (status !== 200) throw new Error(`${query}: ${status} ${JSON.stringify(body)}`);
    return body.map(({ name }: { name: string }) => name);
  };
  const fresh = async (): Promise<HttpAnswer> =>
    call('POST', category, { name: 'fresh', description: 'first', version: '1.0' });

  beforeAll(async () => {
    runtime = await startTestRuntime();
    ids = [];
    for (const [index, name] of names.entries())
      ids.push(
        created(
          await call('POST', category, {
            name,
            description: 'listed',
            version: `${index}`,
            isRoot: index === 0,
            subCategory: [{ id: `sub-${index}`, name: `below ${name}` }],
          }),
        ),
      );
  });
  afterAll(() => runtime.stop());

  const reasonOf = async (...question: Parameters<typeof call>): Promise<string> => {
    const { status, body } = await call(...question);
    expect(body).toMatchObject({ '@type': 'Error', status: String(status) });
    return `${status} ${body.reason}`;
  };

  it('says what is wrong with a body, and what would be right', async () => {
    const { body } = await call('POST', category, { name: 1, isRoot: 'yes', lastUpdate: 'soon' });
    expect(body.message.split('; ').sort()).toEqual([
      'isRoot: true or false is wanted, not "yes"',
      'lastUpdate: a date and time like 2026-01-31T12:00:00Z is wanted, not "soon"',
      'name: text is wanted, not 1',
    ]);
    expect(await reasonOf('POST', category, { name: 'x', colour: 'red' })).toMatch(
      /^400 colour is not an attribute that can be set here; there are .*description/,
    );
    expect(await reasonOf('POST', category, { name: 'x', validFor: { from: 1 } })).toContain(
      'validFor.from is not an attribute that can be set here; there are endDateTime',
    );
    expect(await reasonOf('POST', category, { name: 'x', id: 'mine' })).toBe(
      '400 id is not an attribute that can be set here: the server sets it',
    );
    expect(
      await reasonOf('POST', individual, { givenName: 'a', familyName: 'b', status: 'lost' }),
    ).toBe('400 status: "lost" is none of initialized, validated, deceased');
  });

  it('refuses what points at nothing, and names it', async () => {
    const { body } = await call('POST', offering, {
      name: 'x',
      productSpecification: { id: 'ps-none' },
      productOfferingPrice: [{ id: 'pop-none' }],
      bundledProductOffering: [{ id: 'off-none' }],
    });
    expect([body.status, body.message]).toEqual([
      '400',
      'productSpecification: there is no ps-none; productOfferingPrice: there is no pop-none; bundledProductOffering: there is no off-none',
    ]);
    const specification = `${catalog}/productSpecification`;
    const services = { serviceSpecification: [{ id: 'ss-none' }] };
    expect(await reasonOf('POST', specification, { name: 'x', ...services })).toBe(
      '400 serviceSpecification: there is no ss-none',
    );
    const id = created(await call('POST', specification, { name: 'x' }));
    const resources = { resourceSpecification: [{ id: 'rs-none' }] };
    expect(await reasonOf('PATCH', `${specification}/${id}`, resources)).toBe(
      '400 resourceSpecification: there is no rs-none',
    );
  });

  it('refuses what a path or a query can never mean', async () => {
    const one = `${category}/${ids[0]}`;
    expect(await reasonOf('GET', `${category}/%ZZ`)).toMatch(/^400 The path has %ZZ/);
    expect(await reasonOf('GET', `${one}?colour=red`)).toMatch(/^400 colour cannot be asked/);
    expect(await reasonOf('GET', `${one}?fields=colour`)).toMatch(/^400 colour is no attribute/);
    expect(await reasonOf('GET', `${category}?fields=colour`)).toMatch(/^400 colour/);
    expect(await reasonOf('GET', `${category}?validFor.from=1`)).toMatch(
      /^400 validFor has no from; it has endDateTime, startDateTime/,
    );
    expect(await reasonOf('GET', `${category}?isRoot=yes`)).toBe(
      '400 isRoot=yes: true or false is wanted',
    );
  });

  it('lets nobody take away what a resource cannot be made without', async () => {
    const one = `${category}/${ids[0]}`;
    expect(await reasonOf('PATCH', one, { name: null })).toBe('400 name cannot be taken away');
    const removed = [{ op: 'remove', path: '/name' }];
    const type = { 'content-type': 'application/json-patch+json' };
    expect(await reasonOf('PATCH', one, removed, type)).toBe('400 name cannot be taken away');
  });

  it('create answers 201 with Location, ETag, href, @type and the resource', async () => {
    const answer = await fresh();
    expect(answer).toMatchObject({
      status: 201,
      body: {
        name: 'fresh',
        '@type': 'Category',
        href: `${runtime.url}${category}/${answer.body.id}`,
      },
    });
    expect(answer.headers.get('location')).toBe(`${runtime.url}${category}/${answer.body.id}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect((await call('DELETE', `${category}/${answer.body.id}`)).status).toBe(204);
  });

  it('fields chooses attributes, always with id and href; none gives just those', async () => {
    const one = (await call('GET', `${category}/${ids[0]}?fields=name`)).body;
    expect(Object.keys(one).sort()).toEqual(['@type', 'href', 'id', 'name']);
    const none = (await call('GET', `${category}?fields=none&limit=1`)).body;
    expect(Object.keys(none[0]).sort()).toEqual(['@type', 'href', 'id']);
  });

  it('offset, limit and sort cut a list; the headers count and link it', async () => {
    const page = await call('GET', `${category}?description=listed&sort=-version&offset=1&limit=2`);
    expect(page.body.map(({ name }: { name: string }) => name)).toEqual(['delta', 'charlie']);
    expect(page.headers.get('x-result-count')).toBe('2');
    const whole = await call('GET', `${category}?offset=2&limit=2`);
    expect(whole.headers.get('x-result-count')).toBe('2');
    expect(whole.headers.get('x-total-count')).toBe('5');
    const link = whole.headers.get('link') ?? '';
    for (const [rel, offset] of [
      ['first', 0],
      ['prev', 0],
      ['next', 4],
      ['last', 4],
    ])
      expect(link).toMatch(new RegExp(`[?&]offset=${offset}[^>]*>; rel="${rel}"`));
    const last = await call('GET', `${category}?offset=4&limit=2`);
    expect(last.body).toHaveLength(1);
    expect(last.headers.get('link')).not.toContain('rel="next"');
  });

  it.each(['limit=x', 'offset=-1', 'limit=1.5'])('%s is a 400 that says so', async (query) => {
    const { status, body } = await call('GET', `${category}?${query}`);
    expect(status).toBe(400);
    expect(body.reason).toContain(query);
  });

  it.each<[string, string[]]>([
    ['name=alpha', ['alpha']],
    ['name="alpha"', ['alpha']],
    ['name=alpha,delta', ['alpha', 'delta']],
    ['name=alpha&name=delta', []],
    ['isRoot=true', ['alpha']],
    ['isRoot=false&version=3', ['delta']],
    ['subCategory.id=sub-2', ['charlie']],
    ['subCategory.name="below bravo"', ['bravo']],
    ['description=listed&version.gte=3', ['delta', 'a "b", c']],
    ['description=listed&version>=3', ['delta', 'a "b", c']],
    ['description=listed&version%3E3', ['a "b", c']],
    ['description=listed&version.lt=2', ['alpha', 'bravo']],
    ['description=listed&version<=0', ['alpha']],
    ['description=listed&version.ne=0&version.lt=2', ['bravo']],
    ['name=\'a "b", c\'', ['a "b", c']],
    ['name=nothing', []],
  ])('the filter %s finds %j', async (query, expected) => {
    expect((await named(query)).sort()).toEqual([...expected].sort());
  });

  it('a list of ids finds them and nothing else', async () => {
    expect((await named(`id=${ids[1]},${ids[3]},ctg-none`)).sort()).toEqual(['bravo', 'delta']);
  });

  it.each(['colour=red', 'sort=colour', 'colour.gt=1'])(
    'the query %s is a 400 that names it',
    async (query) => {
      const { status, body } = await call('GET', `${category}?${query}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ '@type': 'Error', status: '400' });
      expect(body.reason).toContain('colour');
    },
  );

  it('a merge patch changes, removes by null and leaves the rest', async () => {
    const { body } = await fresh();
    const path = `${category}/${body.id}`;
    const answer = await call(
      'PATCH',
      path,
      { name: 'renamed', description: null },
      {
        'content-type': 'application/merge-patch+json',
      },
    );
    expect(answer).toMatchObject({ status: 200, body: { name: 'renamed', version: '1.0' } });
    expect(answer.body).not.toHaveProperty('description');
    expect((await call('GET', path)).body).toEqual(answer.body);
    await call('DELETE', path);
  });

  it('a JSON patch applies whole or not at all', async () => {
    const { body } = await fresh();
    const path = `${category}/${body.id}`;
    const json = { 'content-type': 'application/json-patch+json' };
    const done = await call(
      'PATCH',
      path,
      [
        { op: 'test', path: '/name', value: 'fresh' },
        { op: 'replace', path: '/name', value: 'patched' },
        { op: 'add', path: '/subCategory', value: [{ id: 'x', name: 'x' }] },
        { op: 'remove', path: '/description' },
      ],
      json,
    );
    expect(done).toMatchObject({
      status: 200,
      body: { name: 'patched', subCategory: [{ id: 'x' }] },
    });
    const refused = await call(
      'PATCH',
      path,
      [
        { op: 'replace', path: '/name', value: 'lost' },
        { op: 'test', path: '/version', value: 'other' },
      ],
      json,
    );
    expect(refused.status).toBe(400);
    expect((await call('GET', path)).body.name).toBe('patched');
    await call('DELETE', path);
  });

  it.each(['id', 'href', 'lastUpdate'])(
    'a patch of the read-only %s is refused by name',
    async (name) => {
      const { status, body } = await call('PATCH', `${category}/${ids[0]}`, {
        [name]: '2001-01-01T00:00:00Z',
      });
      expect(status).toBe(400);
      expect(body.reason).toContain(name);
    },
  );

  it('a create with a server-set attribute is refused by name', async () => {
    const { status, body } = await call('POST', category, { name: 'x', id: 'mine' });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('id is not an attribute that can be set here');
  });

  it('a media type that is no patch is 415, a method that is not possible 405', async () => {
    const path = `${category}/${ids[0]}`;
    expect(await call('PATCH', path, '<x/>', { 'content-type': 'application/xml' })).toMatchObject({
      status: 415,
      body: { '@type': 'Error', status: '415' },
    });
    expect(await call('PUT', path, { name: 'x' })).toMatchObject({
      status: 405,
      body: { '@type': 'Error', status: '405' },
    });
    expect((await call('DELETE', category)).status).toBe(405);
  });

  it('If-Match lets only the version seen be changed: 412 otherwise', async () => {
    const { body, headers } = await fresh();
    const path = `${category}/${body.id}`;
    const seen = { 'if-match': headers.get('etag') ?? '' };
    const first = await call('PATCH', path, { description: 'second' }, seen);
    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).toBe('"2"');
    expect(await call('PATCH', path, { description: 'third' }, seen)).toMatchObject({
      status: 412,
      body: { '@type': 'Error', status: '412' },
    });
    expect((await call('GET', path)).body.description).toBe('second');
    await call('DELETE', path);
  });

  it('a delete with If-Match of an older version is 412 and deletes nothing', async () => {
    const { body, headers } = await fresh();
    const path = `${category}/${body.id}`;
    const seen = { 'if-match': headers.get('etag') ?? '' };
    await call('PATCH', path, { description: 'second' });
    expect((await call('DELETE', path, undefined, seen)).status).toBe(412);
    expect((await call('GET', path)).status).toBe(200);
    expect((await call('DELETE', path, undefined, { 'if-match': '"2"' })).status).toBe(204);
  });

  it('of racing patches none is lost: each is 200 or a 409, and the version counts those that won', async () => {
    const { body } = await fresh();
    const path = `${category}/${body.id}`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        call('PATCH', path, { description: `race ${index}` }),
      ),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    for (const status of statuses) expect([200, 409]).toContain(status);
    const won = answers.filter(({ status }) => status === 200).length;
    expect(won).toBeGreaterThan(0);
    expect((await call('GET', path)).headers.get('etag')).toBe(`"${won + 1}"`);
    await call('DELETE', path);
  });

  it('delete is 204, then 404 for get, patch and delete', async () => {
    const path = `${category}/${(await fresh()).body.id}`;
    expect((await call('DELETE', path)).status).toBe(204);
    for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const)
      expect(await call(method, path, body)).toMatchObject({
        status: 404,
        body: { '@type': 'Error', code: 'notFound', status: '404' },
      });
  });

  it('unknown attributes are a 400 that names each, at the top and deep inside', async () => {
    const { status, body } = await call('POST', offering, {
      name: 'x',
      colour: 'red',
      place: [{ id: 'p', weight: 1 }],
    });
    expect(status).toBe(400);
    expect(body.message).toContain('colour');
    expect(body.message).toContain('place.0.weight');
  });

  it('a missing attribute is named too', async () => {
    const { status, body } = await call('POST', individual, { givenName: 'Ada' });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('familyName is required');
  });

  it('a subclass with @type and @schemaLocation keeps what it brings, also after a patch', async () => {
    const sent = {
      '@type': 'VipIndividual',
      '@baseType': 'Individual',
      '@schemaLocation': 'https://example.org/vip.json',
      givenName: 'Ada',
      familyName: 'Byron',
      loyalty: { level: 'gold', since: 1842 },
    };
    const answer = await call('POST', individual, sent);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject(sent);
    const path = `${individual}/${answer.body.id}`;
    expect((await call('GET', path)).body).toMatchObject(sent);
    const patched = await call('PATCH', path, { loyalty: { level: 'silver' } });
    expect(patched).toMatchObject({
      status: 200,
      body: { '@type': 'VipIndividual', loyalty: { level: 'silver', since: 1842 } },
    });
  });

  it('without @schemaLocation the same attribute is refused', async () => {
    const { status, body } = await call('POST', individual, {
      '@type': 'VipIndividual',
      givenName: 'Ada',
      familyName: 'Byron',
      loyalty: 1,
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('loyalty');
  });

  it.each(['{', '', '[]', '"text"', 'null'])('the body %j is a 400', async (body) => {
    expect(await call('POST', category, body)).toMatchObject({
      status: 400,
      body: { '@type': 'Error', status: '400' },
    });
  });

  it('the same holds for product orders: unknown attribute, query, id and method', async () => {
    const bad = await runtime.fetchJson('agent', 'POST', orders, { colour: 'red' });
    expect(bad.status).toBe(400);
    expect(JSON.stringify(bad.body)).toContain('colour');
    expect((await call('GET', `${orders}?colour=red`)).body.reason).toContain('colour');
    expect((await call('GET', `${orders}/po-none`)).status).toBe(404);
    expect((await call('PUT', `${orders}/po-none`, {})).status).toBe(405);
  });

  it('an unknown path is 404 in TM Forum words', async () => {
    for (const path of [
      '/nowhere',
      `${catalog}/nothing`,
      `${catalog}/category/a/b`,
      '/tmf-api/none/v4/x',
    ])
      expect(await call('GET', path)).toMatchObject({
        status: 404,
        body: { '@type': 'Error', status: '404' },
      });
  });

  it('/openapi.json and /docs answer, openly', async () => {
    const api = await fetch(`${runtime.url}/openapi.json`);
    expect(api.status).toBe(200);
    const document = (await api.json()) as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toMatch(/^3\./);
    for (const path of [category, `${orders}/{id}`, individual])
      expect(document.paths).toHaveProperty([path]);
    const page = await fetch(`${runtime.url}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    const script = /src="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    expect((await fetch(new URL(script, `${runtime.url}/docs`))).status).toBe(200);
  });
});
