import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allResources, allRoutes } from '../../functions/all-resources.ts';
import { templateOf } from '../../functions/kernel/tmf/openapi-routes.ts';
import { capabilities } from '../../functions/registry.ts';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { description } from './surface.ts';

const paths: Record<string, Record<string, unknown>> = Object(description['paths']);
const folderOf = ({ domain, name }: { domain: string; name: string }): string =>
  join(process.cwd(), 'functions', domain, name);
const inside = (folder: string, file: string): string =>
  readdirSync(folder).includes(file) ? readFileSync(join(folder, file), 'utf8') : '';

describe('our OpenAPI', () => {
  it.each(
    capabilities.filter((one) => one.api !== undefined).map((one) => [one.name, one] as const),
  )('is made from all that %s serves', (_name, one) => {
    const [, served] =
      /export const handler = (serve\w+\(.*\));/.exec(inside(folderOf(one), 'api.ts')) ?? [];
    expect(served).toMatch(
      /^serveApi\(resources(, routes(\(.*\))?)?\)$|^serveBoth\(contract, beside\)$/,
    );
    const known = readFileSync(join(process.cwd(), 'functions/all-resources.ts'), 'utf8');
    const rooms = served?.includes('routes') ? ['resources', 'routes'] : ['resources'];
    for (const room of rooms)
      expect(known).toContain(`from './${one.domain}/${one.name}/${room}.ts';`);
  });

  it('has every path that is served beside the resources', () => {
    const routes = allRoutes.flatMap(({ api, routes: own }) =>
      own.map((route) => ({ path: templateOf(api, route), method: route.method.toLowerCase() })),
    );
    expect(routes.length).toBeGreaterThan(0);
    expect(routes.filter(({ path, method }) => paths[path]?.[method] === undefined)).toEqual([]);
  });

  it('has every operation of every resource', () => {
    const methods = { list: 'get', get: 'get', create: 'post', patch: 'patch', delete: 'delete' };
    const missing = allResources.flatMap(({ api, name, operations }) =>
      operations
        .map((one) => {
          const ofAll = one === 'list' || one === 'create';
          return [`${api.basePath}/${name}${ofAll ? '' : '/{id}'}`, methods[one]] as const;
        })
        .filter(([path, method]) => paths[path]?.[method] === undefined),
    );
    expect(missing).toEqual([]);
  });
});

describe('the running system', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await startTestRuntime();
  }, 60_000);
  afterAll(() => runtime.stop());

  it('serves the description that is tested here', async () => {
    const answer = await fetch(`${runtime.url}/openapi.json`);
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(description)));
  });

  /** What is wrong with the answer to a body that nothing takes: it is refused by who serves the operation, or by nobody. */
  const faultOf = async (path: string, method: string, operation: unknown) => {
    const body = method === 'post' || method === 'patch' ? [] : undefined;
    const at = path.replace('{id}', 'none');
    const answer = await runtime.fetchJson('operations', method.toUpperCase(), at, body);
    const promised = Object.keys(Object(Object(operation).responses));
    const reason: string = answer.body?.reason ?? '';
    const isServed = answer.status !== 405 && !reason.includes('is no resource');
    const isPromised = promised.includes(String(answer.status)) && answer.status < 500;
    return isServed && isPromised ? [] : [`${method} ${path}: ${answer.status} ${reason}`];
  };

  it('serves every operation that our OpenAPI names, and answers as it says', async () => {
    const wrong: string[] = [];
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations))
        wrong.push(...(await faultOf(path, method, operation)));
    expect(wrong).toEqual([]);
  }, 120_000);
});
