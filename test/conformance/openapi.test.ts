import { expect, it } from '@jest/globals';
import * as z from 'zod';
import { allResources } from '../../functions/all-resources.ts';
import { openApiOf } from '../../functions/kernel/tmf/openapi.ts';
import { factsOf } from './facts.ts';
import { notYetServed, servedBeside } from './served.ts';

const Paths = z.record(
  z.string(),
  z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) })),
);
type Operations = Record<string, string>;

const ours = Paths.parse(openApiOf(allResources)['paths']);
const apis = [...new Map(allResources.map(({ api }) => [api.id as string, api])).values()].filter(
  ({ id }) => id.startsWith('TMF'),
);

const served = (basePath: string): Operations =>
  Object.fromEntries(
    Object.entries(ours)
      .filter(([path]) => path.startsWith(`${basePath}/`))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { responses }]) => [
          `${method} ${path.slice(basePath.length)}`,
          Object.keys(responses).sort().join(),
        ]),
      ),
  );

/** The listener's side of a hub is the client's to serve, so `/listener` paths are left out. */
const promised = (id: string): Operations =>
  Object.fromEntries(
    Object.entries(factsOf(id).paths)
      .filter(([path]) => !path.startsWith('/listener'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { responses }]) => [
          `${method} ${path}`,
          responses.map(String).sort().join(),
        ]),
      ),
  );

const besides = servedBeside.flatMap(({ operations }) => operations);

const ofContract = (id: string, operations: Operations): Operations =>
  Object.fromEntries(
    Object.entries(operations).filter(([operation]) => !besides.includes(`${id} ${operation}`)),
  );

it('serves what is ours beside a contract, as it is listed', () => {
  const all = apis.flatMap(({ id, basePath }) =>
    Object.keys(served(basePath)).map((operation) => `${id} ${operation}`),
  );
  expect(besides.filter((operation) => !all.includes(operation))).toEqual([]);
});

it('serves each API on the base path of its contract', () => {
  for (const { id, basePath } of apis)
    expect(`${id} ${basePath}`).toBe(`${id} ${factsOf(id).basePath.replace(/\/$/, '')}`);
});

it('serves the paths, operations and status codes of the contracts, but for what is listed', () => {
  const missing: string[] = [];
  const other: string[] = [];
  for (const { id, basePath } of apis) {
    const [theirs, mine] = [promised(id), ofContract(id, served(basePath))];
    for (const operation of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
      if (mine[operation] === undefined) missing.push(`${id} ${operation}`);
      else if (theirs[operation] !== mine[operation])
        other.push(`${id} ${operation}: ${theirs[operation] ?? '-'} -> ${mine[operation]}`);
    }
  }
  expect(missing.sort()).toEqual(notYetServed.flatMap(({ operations }) => operations).sort());
  expect(other).toEqual([]);
});
