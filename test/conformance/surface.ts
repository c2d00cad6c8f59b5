import * as z from 'zod';
import { allResources, allRoutes } from '../../functions/all-resources.ts';
import { openApiOf } from '../../functions/kernel/tmf/openapi.ts';
import type { OperationFacts } from './facts.ts';

/** What an operation takes and gives, as words that can be compared: `query limit`, `answers 409`, `body Hub`. */
export type Surface = ReadonlySet<string>;

const Content = z.record(z.string(), z.looseObject({ schema: z.unknown() }));
const Operation = z.looseObject({
  parameters: z.array(z.looseObject({ in: z.string(), name: z.string() })).optional(),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      headers: z.record(z.string(), z.unknown()).optional(),
      content: Content.optional(),
    }),
  ),
});
type Operation = z.infer<typeof Operation>;

const Webhook = z.object({ post: z.object({ requestBody: z.object({ content: Content }) }) });

const Description = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  webhooks: z.record(z.string(), Webhook),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});

/** Our description of all APIs, as it is served. */
export const description = openApiOf(allResources, allRoutes);

/** References to the shared parts of our description are looked up, all but those to schemas: they name a class. */
const resolved = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(resolved);
  if (typeof node !== 'object' || node === null) return node;
  const ref: unknown = Reflect.get(node, '$ref');
  if (typeof ref === 'string' && !ref.startsWith('#/components/schemas/'))
    return resolved(
      ref
        .split('/')
        .slice(1)
        .reduce((at: unknown, key) => Object(at)[key], description),
    );
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolved(value)]));
};

const { paths, webhooks, components } = Description.parse({
  ...description,
  paths: resolved(description['paths']),
});

/** The TM Forum APIs that we serve. */
export const apis = [
  ...new Map(allResources.map(({ api }) => [api.id as string, api])).values(),
].filter(({ id }) => id.startsWith('TMF'));

const nameOf = (ref: unknown): string => String(ref).replace(/^.*\//, '');

/** A schema in the words of the facts: the name of a component, with `[]` where it is a list of it. */
const wordOf = (schema: unknown): string => {
  const { $ref, type, items } = Object(schema);
  return type === 'array' && items !== undefined ? `${nameOf(items.$ref)}[]` : nameOf($ref);
};

function oursAsWords(operation: Operation): string[] {
  const { parameters = [], requestBody, responses } = operation;
  const bodies = Object.entries(requestBody?.content ?? {});
  const answers = Object.entries(responses).flatMap(([status, { headers = {}, content = {} }]) => [
    `answers ${status}`,
    ...Object.keys(headers).map((name) => `answers header ${name}`),
    ...Object.values(content).map(({ schema }) =>
      status < '300' ? `answers ${wordOf(schema)}` : `error is ${wordOf(schema)}`,
    ),
  ]);
  return [
    ...parameters.filter((one) => one.in !== 'path').map((one) => `${one.in} ${one.name}`),
    ...bodies.map(([type, { schema }]) => `body ${wordOf(schema)} as ${type}`),
    ...answers,
  ];
}

/** Our names of components begin with the API and have no underscore before the kind. */
const ourName = (api: string, word: string): string =>
  /^EventSubscription/.test(word) ? word : `${api}_${word.replace('_', '')}`;

/** What a contract's operation takes and gives, with the names that we give to its definitions. */
export const theirSurface = (api: string, facts: OperationFacts): Surface =>
  new Set([
    ...facts.query.map((name) => `query ${name}`),
    ...(facts.body === undefined ? [] : [`body ${ourName(api, facts.body)} as application/json`]),
    ...(facts.returns === undefined ? [] : [`answers ${ourName(api, facts.returns)}`]),
    ...(facts.headers ?? []).map((name) => `answers header ${name}`),
    ...facts.responses.map((status) => `answers ${status}`),
    'error is Error',
  ]);

/** Our operations of an API, by `method /path`. */
export const ourSurfaces = (basePath: string): Map<string, Surface> =>
  new Map(
    Object.entries(paths)
      .filter(([path]) => path.startsWith(`${basePath}/`))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]): [string, Surface] => [
          `${method} ${path.slice(basePath.length)}`,
          new Set(oursAsWords(operation)),
        ]),
      ),
  );

/** The attributes of an event's body and of its payload, as our description promises them to a listener. */
export function ourEvent(api: string, event: string) {
  const webhook = webhooks[`${api}_${event}`];
  if (webhook === undefined) return undefined;
  const schema = Object(webhook.post.requestBody.content['application/json']?.schema);
  const payload = Object.entries(Object(schema.properties.event.properties)).map(
    ([name, held]): [string, string] => [name, wordOf(held)],
  );
  return {
    attributes: Object.keys(schema.properties).sort(),
    payload: Object.fromEntries(payload),
  };
}

/** A component of our description. */
export const component = (name: string): Record<string, unknown> => components.schemas[name] ?? {};
