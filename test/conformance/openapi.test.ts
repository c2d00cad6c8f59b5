import { expect, it } from '@jest/globals';
import { allResources } from '../../functions/all-resources.ts';
import { beyond, notPublished } from './beyond.ts';
import { factsOf } from './facts.ts';
import { notYetServed } from './served.ts';
import type { Surface } from './surface.ts';
import { apis, component, ourEvent, ourSurfaces, theirSurface } from './surface.ts';

/** The listener's side of a hub is the client's to serve, so the facts have no `/listener` paths. */
const promised = (id: string): Map<string, Surface> =>
  new Map(
    Object.entries(factsOf(id).paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, facts]): [string, Surface] => [
        `${method} ${path}`,
        theirSurface(id, facts),
      ]),
    ),
  );

const kinds: [RegExp, string][] = [
  [/^post \/hub$/, 'register'],
  [/^delete \/hub\//, 'unregister'],
  [/^get \/hub\/\{id\}$/, 'get /hub/{id}'],
  [/^get .*\/change$/, 'get /*/{id}/change'],
  [/^post /, 'create'],
  [/^get .*\}$/, 'get'],
  [/^get /, 'list'],
  [/^patch /, 'patch'],
  [/^delete /, 'delete'],
];
const kindOf = (operation: string): string =>
  kinds.find(([pattern]) => pattern.test(operation))?.[1] ?? operation;

const wholeResource = ['create', 'get', 'list', 'patch', 'delete'];

const minus = (some: Surface, others: Surface): string[] =>
  [...some].filter((word) => !others.has(word));

/** `TMF622_ProductOrderUpdate` is `Update` in a line that all APIs share. */
const shared = (word: string): string => word.replace(/\bTMF\d+_\w+?(Create|Update)\b/, '$1');

const deviations = (theirs: Surface, mine: Surface): string[] => [
  ...minus(mine, theirs).map((word) => `+ ${shared(word)}`),
  ...minus(theirs, mine).map((word) => `- ${shared(word)}`),
];

/** A deviation of every operation of its kind is one line; any other is a line for each operation. */
function collapsed(found: { kind: string; operation: string; lines: string[] }[]): string[] {
  const all = (kind: string) => found.filter((one) => one.kind === kind);
  return found.flatMap(({ kind, operation, lines }) =>
    lines.map((line) =>
      all(kind).every((one) => one.lines.includes(line))
        ? `${kind}: ${line}`
        : `${operation}: ${line}`,
    ),
  );
}

const chosen = (events: boolean): string[] =>
  beyond
    .flatMap(({ lines }) => lines)
    .filter((line) => line.startsWith('event: ') === events)
    .sort();

it('serves each API on the base path of its contract', () => {
  for (const { id, basePath } of apis)
    expect(`${id} ${basePath}`).toBe(`${id} ${factsOf(id).basePath.replace(/\/$/, '')}`);
});

it('serves every operation of the contracts, but for what is listed', () => {
  const missing = apis.flatMap(({ id, basePath }) => {
    const mine = ourSurfaces(basePath);
    return [...promised(id).keys()]
      .filter((operation) => !mine.has(operation))
      .map((operation) => `${id} ${operation}`);
  });
  expect(missing.sort()).toEqual(notYetServed.flatMap(({ operations }) => operations).sort());
});

it('takes and answers what the contracts say: queries, bodies, headers, states and errors, but for what is listed', () => {
  const found = apis.flatMap(({ id, basePath }) => {
    const theirs = promised(id);
    return [...ourSurfaces(basePath)].map(([operation, mine]) => {
      const facing = theirs.get(operation);
      const lines = facing === undefined ? ['+ operation'] : deviations(facing, mine);
      // A resource of ours beside the contract's is no example of its operations.
      const isOurs = facing === undefined && wholeResource.includes(kindOf(operation));
      const kind = isOurs ? `${id} ${operation}` : kindOf(operation);
      return { kind, operation: `${id} ${operation}`, lines };
    });
  });
  expect([...new Set(collapsed(found))].sort()).toEqual(chosen(false));
});

it('answers every error in the shape of the contracts', () => {
  const ours = component('Error');
  for (const { id } of apis) {
    const { attributes = {}, required } = factsOf(id).definitions['Error'] ?? {};
    expect(Object.keys(Object(ours['properties'])).sort()).toEqual(Object.keys(attributes).sort());
    expect(ours['required']).toEqual(required);
  }
});

it('takes and answers subscriptions in the shape of the contracts', () => {
  for (const name of ['EventSubscriptionInput', 'EventSubscription'])
    for (const { id } of apis) {
      const { attributes = {}, required = [] } = factsOf(id).definitions[name] ?? {};
      const ours = component(name);
      expect(Object.keys(Object(ours['properties'])).sort()).toEqual(
        Object.keys(attributes).sort(),
      );
      expect([...Object(ours['required'])].sort()).toEqual(required);
    }
});

/** The resource of a payload is served where we declare it; the events of the others wait for their resource. */
const isServed = (id: string, payload: Record<string, string>): boolean =>
  Object.keys(payload).some((name) =>
    allResources.some((declared) => declared.api.id === id && declared.name === name),
  );

it('publishes every event of the contracts of what it serves, but for what is listed', () => {
  const silent = apis.flatMap(({ id }) =>
    Object.entries(factsOf(id).events)
      .filter(([event, { payload }]) => isServed(id, payload) && !ourEvent(id, event))
      .map(([event]) => `${id} ${event}`),
  );
  expect(silent.sort()).toEqual(notPublished.flatMap(({ events }) => events).sort());
});

it('tells listeners what the contracts say, in their envelope, but for what is listed', () => {
  const found = apis.flatMap(({ id }) =>
    Object.entries(factsOf(id).events).flatMap(([event, { attributes, payload }]) => {
      const ours = ourEvent(id, event);
      if (ours === undefined) return [];
      const held = Object.entries(payload).map(([name, type]) => [name, `${id}_${type}`]);
      expect([event, ours.payload]).toEqual([event, Object.fromEntries(held)]);
      return deviations(new Set(attributes), new Set(ours.attributes));
    }),
  );
  expect([...new Set(found)].map((line) => `event: ${line}`).sort()).toEqual(chosen(true));
});
