import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { created, makeOperator } from './operator.ts';

const files = '/files/v1/file';
const catalogues = {
  product: '/tmf-api/productCatalogManagement/v4',
  service: '/tmf-api/serviceCatalogManagement/v4',
  resource: '/tmf-api/resourceCatalog/v4',
} as const;

const kinds: Readonly<Record<keyof typeof catalogues, readonly string[]>> = {
  product: [
    'catalog',
    'category',
    'productOffering',
    'productOfferingPrice',
    'productSpecification',
  ],
  service: ['serviceCatalog', 'serviceCategory', 'serviceCandidate', 'serviceSpecification'],
  resource: ['resourceCatalog', 'resourceCategory', 'resourceCandidate', 'resourceSpecification'],
};

/** Asks as operations of one tenant. */
const asking = (runtime: TestRuntime, tenant = 'demo') => {
  const client = () => {
    const found = runtime.clients()[tenant]?.operations;
    if (found === undefined) throw new Error(`no tenant ${tenant}`);
    return found;
  };
  const ask = async (method: string, path: string, body?: unknown): Promise<HttpAnswer> => {
    const answer = await fetch(`${runtime.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await runtime.token(client(), tenant)}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === '' ? undefined : JSON.parse(text),
      headers: answer.headers,
    };
  };
  const place = async (name: string, contentType = 'application/json') =>
    (await ask('POST', files, { name, contentType })).body;
  const bring = async (content: string, contentType = 'application/json'): Promise<string> => {
    const { href, uploadUrl } = await place('catalogue', contentType);
    const put = await fetch(uploadUrl, {
      method: 'PUT',
      headers: { 'content-type': contentType },
      body: content,
    });
    expect(put.status).toBe(200);
    return href;
  };
  const fetched = async (href: string): Promise<string> => {
    const { body } = await ask('GET', href.replace(runtime.url, ''));
    return (await fetch(body.downloadUrl)).text();
  };
  const job = async (base: string, kind: 'importJob' | 'exportJob', body: object) => {
    const id = created(await ask('POST', `${base}/${kind}`, body));
    for (let look = 0; look < 400; look += 1) {
      const { body: now } = await ask('GET', `${base}/${kind}/${id}`);
      if (now.status === 'Succeeded' || now.status === 'Failed') return now;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`${kind} ${id} did not end`);
  };
  const exported = async (base: string, more: object = {}): Promise<any[]> => {
    const { href } = await place('export');
    const done = await job(base, 'exportJob', { url: href, ...more });
    expect(done).toMatchObject({ status: 'Succeeded', completionDate: expect.any(String) });
    return JSON.parse(await fetched(href));
  };
  const imported = async (base: string, rows: unknown, more: object = {}) => {
    const url = await bring(typeof rows === 'string' ? rows : JSON.stringify(rows));
    const done = await job(base, 'importJob', { url, ...more });
    const report = JSON.parse(await fetched(`${runtime.url}${files}/${done.id}.report.json`));
    return { done, report };
  };
  return { ask, place, bring, fetched, job, exported, imported };
};

/** What a resource is but for when it was written. */
const content = ({ lastUpdate: _, ...rest }: any) => rest;

describe('the jobs of a catalogue', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await startTestRuntime();
    await makeOperator(runtime);
    await runtime.control('POST', 'tenants', { name: 'other' });
    await runtime.idle();
  }, 180_000);
  afterAll(() => runtime.stop());

  it.each(['product', 'service', 'resource'] as const)(
    'bring a whole %s catalogue into an empty tenant, and twice changes nothing',
    async (name) => {
      const base = catalogues[name];
      const rows = await asking(runtime).exported(base);
      expect(rows.length).toBeGreaterThan(2);
      const other = asking(runtime, 'other');
      const first = await other.imported(base, rows);
      expect(first.done.status).toBe('Succeeded');
      expect(first.report).toEqual({
        rows: rows.length,
        created: rows.length,
        updated: 0,
        unchanged: 0,
        refused: [],
      });
      for (const kind of kinds[name]) {
        const [theirs, ours] = await Promise.all(
          ['demo', 'other'].map((tenant) =>
            asking(runtime, tenant).ask('GET', `${base}/${kind}?limit=100&sort=id`),
          ),
        );
        expect(ours?.body.map(content)).toEqual(theirs?.body.map(content));
      }
      const second = await other.imported(base, rows);
      expect(second.report).toMatchObject({ created: 0, updated: 0, unchanged: rows.length });
    },
    60_000,
  );

  it('write what the query asks for, and only of the path', async () => {
    const { exported } = asking(runtime);
    const some = await exported(catalogues.product, {
      path: '/productOffering',
      query: 'isBundle=true&fields=name',
    });
    expect(some).toEqual([
      {
        id: expect.any(String),
        href: expect.any(String),
        '@type': 'ProductOffering',
        name: 'Converged',
      },
    ]);
  });

  it('go by lines in a long file, name every bad row, and lose no good one', async () => {
    const { bring, job, fetched, ask } = asking(runtime);
    const good = Array.from({ length: 450 }, (_, index) => ({
      '@type': 'Category',
      id: `many-${index}`,
      name: `Many ${index}`,
    }));
    const lines = good.map((row) => JSON.stringify(row));
    lines.splice(100, 0, '{"@type":"Category","id":"bad-1"}');
    lines.splice(300, 0, '{"@type":');
    lines.splice(400, 0, '{"name":"of no class"}');
    const url = await bring(lines.join('\n'), 'application/x-ndjson');
    const done = await job(catalogues.product, 'importJob', { url });
    expect(done).toMatchObject({ status: 'Failed', errorLog: expect.stringContaining(files) });
    const report = JSON.parse(await fetched(done.errorLog));
    expect(report).toMatchObject({ rows: 453, created: 450 });
    expect(report.refused).toEqual([
      { row: 101, id: 'bad-1', reasons: ['name is required'] },
      { row: 301, reasons: [expect.stringContaining('The line is not JSON')] },
      { row: 401, reasons: [expect.stringContaining('@type is required')] },
    ]);
    const { body } = await ask('GET', `${catalogues.product}/category/many-449`);
    expect(body.name).toBe('Many 449');
  }, 60_000);

  it('go on where a crash has stopped them', async () => {
    const { bring, job, fetched } = asking(runtime);
    const rows = Array.from({ length: 900 }, (_, index) =>
      JSON.stringify({ '@type': 'Category', id: `crash-${index}`, name: `Crash ${index}` }),
    );
    const url = await bring(rows.join('\n'), 'application/x-ndjson');
    await runtime.control('PUT', 'faults', {
      function: 'strowger-local-product-catalog-events',
      kind: 'crash',
      times: 1,
    });
    const done = await job(catalogues.product, 'importJob', { url });
    expect(done.status).toBe('Succeeded');
    const report = JSON.parse(await fetched(`${runtime.url}${files}/${done.id}.report.json`));
    expect(report.created + report.unchanged).toBe(900);
    expect(report.rows).toBe(900);
  }, 90_000);

  it('go on after the whole system was cut off, as far as they had come', async () => {
    const { bring, ask, fetched } = asking(runtime);
    const rows = Array.from({ length: 2_000 }, (_, index) =>
      JSON.stringify({ '@type': 'Category', id: `cut-${index}`, name: `Cut ${index}` }),
    );
    const url = await bring(rows.join('\n'), 'application/x-ndjson');
    const path = `${catalogues.product}/importJob`;
    const id = created(await ask('POST', path, { url }));
    for (let look = 0; look < 200; look += 1) {
      if ((await ask('GET', `${catalogues.product}/category/cut-500`)).status === 200) break;
      await new Promise((done) => setTimeout(done, 20));
    }
    await runtime.kill();
    await runtime.restart();
    await runtime.idle();
    const { body: done } = await ask('GET', `${path}/${id}`);
    expect(done.status).toBe('Succeeded');
    const report = JSON.parse(await fetched(`${runtime.url}${files}/${id}.report.json`));
    expect(report).toMatchObject({ rows: 2_000, updated: 0, refused: [] });
    expect(report.created + report.unchanged).toBe(2_000);
    expect((await ask('GET', `${catalogues.product}/category/cut-1999`)).status).toBe(200);
  }, 120_000);

  it('change what is there by the rules of the API', async () => {
    const { ask, imported } = asking(runtime);
    const id = created(
      await ask('POST', `${catalogues.product}/category`, { name: 'Old', description: 'goes' }),
    );
    const { report } = await imported(
      catalogues.product,
      [
        { id, name: 'New' },
        { name: 'Nameless id', version: '1' },
        { name: 'Nameless id', version: '1', lifecycleStatus: 'Nonsense' },
      ],
      { path: '/category' },
    );
    expect(report).toMatchObject({ created: 1, updated: 1 });
    expect(report.refused).toEqual([{ row: 3, reasons: [expect.stringContaining('Nonsense')] }]);
    const { body } = await ask('GET', `${catalogues.product}/category/${id}`);
    expect(body.name).toBe('New');
    expect(body.description).toBeUndefined();
  });

  it('bring back what was deleted, under its id', async () => {
    const { ask, exported, imported } = asking(runtime);
    const id = created(await ask('POST', `${catalogues.product}/category`, { name: 'Comes back' }));
    const rows = await exported(catalogues.product, { path: 'category', query: `id=${id}` });
    await ask('DELETE', `${catalogues.product}/category/${id}`);
    const { report } = await imported(catalogues.product, rows);
    expect(report.created).toBe(1);
    expect((await ask('GET', `${catalogues.product}/category/${id}`)).body.name).toBe('Comes back');
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data', 'is no file of this system'],
    ['file:///etc/passwd', 'is no file of this system'],
    ['/files/v1/file/../../x', 'is no file of this system'],
    ['/files/v1/file/file-none.json', 'there is no file at'],
  ])('refuse the address %s at once', async (url, reason) => {
    const { ask } = asking(runtime);
    const { status, body } = await ask('POST', `${catalogues.product}/importJob`, { url });
    expect(status).toBe(400);
    expect(body.reason).toContain(reason);
  });

  it("do not reach another tenant's files", async () => {
    const url = await asking(runtime).bring('[]');
    const { ask } = asking(runtime, 'other');
    const { status, body } = await ask('POST', `${catalogues.product}/importJob`, { url });
    expect([status, body.reason]).toEqual([400, expect.stringContaining('there is no file at')]);
    expect((await ask('GET', url.replace(runtime.url, ''))).status).toBe(404);
  });

  it('fail as a whole on a file that is none, and say why', async () => {
    const { done, report } = await asking(runtime).imported(catalogues.product, '[{"name":');
    expect(done.status).toBe('Failed');
    expect(report.refused).toEqual([
      { row: 0, reasons: [expect.stringContaining('The file is not JSON')] },
    ]);
  });

  it('refuse a path, a query and a format that are not known', async () => {
    const { ask, place } = asking(runtime);
    const { href: url } = await place('x');
    const post = (more: object) => ask('POST', `${catalogues.product}/exportJob`, { url, ...more });
    expect((await post({ path: '/party' })).body.reason).toContain('there are catalog, category');
    expect((await post({ query: 'colour=red' })).body.reason).toContain('colour');
    expect((await post({ query: 'limit=3' })).body.reason).toContain('limit');
    expect((await post({ contentType: 'text/csv' })).body.reason).toContain('text/csv');
  });

  it('are listed, deleted, and not for agents', async () => {
    const { ask, place } = asking(runtime);
    const { href: url } = await place('x');
    const id = created(await ask('POST', `${catalogues.service}/exportJob`, { url }));
    await runtime.idle();
    const list = await ask('GET', `${catalogues.service}/exportJob?limit=100`);
    expect(list.body.map((one: any) => one.id)).toContain(id);
    expect(list.body.every((one: any) => one.href.includes('serviceCatalog'))).toBe(true);
    expect((await ask('DELETE', `${catalogues.service}/exportJob/${id}`)).status).toBe(204);
    expect((await ask('GET', `${catalogues.service}/exportJob/${id}`)).status).toBe(404);
    const agent = await runtime.fetchJson('agent', 'POST', `${catalogues.service}/exportJob`, {
      url,
    });
    expect(agent.status).toBe(403);
    expect((await runtime.fetchJson('agent', 'GET', files)).status).toBe(403);
  });
});
