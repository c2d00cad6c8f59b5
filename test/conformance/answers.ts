import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { HttpAnswer } from '../harness/runtime.ts';
import { description } from './surface.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
ajv.addFormat('uri', (text: string) => URL.canParse(text));
ajv.addSchema(description, 'openapi');

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
const at = (pointer: readonly string[]): unknown =>
  pointer.reduce((node: unknown, key) => Object(node)[key], description);

/** Follows references until something stands there itself; answers where that is. */
function place(pointer: readonly string[]): readonly string[] | undefined {
  const node = at(pointer);
  const ref: unknown = Object(node).$ref;
  if (typeof ref === 'string') return place(ref.split('/').slice(1));
  return node === undefined ? undefined : pointer;
}

const checks = new Map<string, ValidateFunction>();
function checkOf(pointer: readonly string[]): ValidateFunction {
  const key = `openapi#/${pointer.map(escaped).join('/')}`;
  const known = checks.get(key) ?? ajv.compile({ $ref: key });
  checks.set(key, known);
  return known;
}

const faultsAgainst = (pointer: readonly string[], value: unknown): string[] => {
  const check = checkOf(pointer);
  if (check(value)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`,
  );
};

/** What was taken must be what our OpenAPI says is taken: a client that reads it alone can send all that we can take. */
export function faultsOfRequest(
  method: string,
  url: string,
  { body, mediaType }: { body: unknown; mediaType: string },
  { status }: HttpAnswer,
): string[] {
  const template = templateOf(url.split('?')[0] ?? '');
  const content = ['paths', template ?? '', method.toLowerCase(), 'requestBody', 'content'];
  if (body === undefined || status >= 300) return [];
  if (at([...content, mediaType]) === undefined)
    return [`${method} ${template ?? url}: took ${mediaType}, which is not promised`];
  return faultsAgainst([...content, mediaType, 'schema'], body).map(
    (fault) => `${method} ${template}: took what is not promised: ${fault}`,
  );
}

/** Ids in a path are parameters: `/productOrder/ord-1` is answered by `/productOrder/{id}`. */
const templates = Object.keys(Object(description['paths'])).map((template) => ({
  template,
  pattern: new RegExp(`^${template.replaceAll('{id}', '[^/]+')}$`),
}));

const templateOf = (path: string): string | undefined =>
  templates.find(({ pattern }) => pattern.test(path))?.template;

const headerFaults = (response: readonly string[], { headers }: HttpAnswer): string[] =>
  Object.keys(Object(at([...response, 'headers']))).flatMap((name) => {
    const value = headers.get(name);
    const header = place([...response, 'headers', name]) ?? [];
    if (value === null) return Object(at(header)).required ? [`${name} is not there`] : [];
    const { type } = Object(at([...header, 'schema']));
    const read = type === 'integer' ? Number(value) : value;
    return faultsAgainst([...header, 'schema'], read).map((fault) => `${name}: ${fault}`);
  });

/** Bodies of pages cut by `fields` lack what was not asked for, and are not compared. */
const bodyFaults = (
  response: readonly string[],
  { body }: HttpAnswer,
  whole: boolean,
): string[] => {
  const schema = [...response, 'content', 'application/json', 'schema'];
  if (at(schema) === undefined) return body === undefined ? [] : ['a body where none is promised'];
  return whole ? faultsAgainst(schema, body) : [];
};

/** Every place where an answer is not what our OpenAPI promises for the request. */
export function faultsOfAnswer(method: string, url: string, answer: HttpAnswer): string[] {
  const [path = '', query = ''] = url.split('?');
  const template = templateOf(path);
  const operation = ['paths', template ?? '', method.toLowerCase()];
  // A path or method that is not there has no operation to promise its answer; the error's shape is the same.
  const promised = template !== undefined && at(operation) !== undefined;
  const pointer = promised
    ? [...operation, 'responses', String(answer.status)]
    : ['components', 'responses', 'Error'];
  const response = place(pointer);
  const whole = !new URLSearchParams(query).has('fields');
  const faults =
    response === undefined
      ? [`answers ${answer.status}, which is not promised`]
      : [...headerFaults(response, answer), ...bodyFaults(response, answer, whole)];
  return faults.map((fault) => `${method} ${template ?? path}: ${fault}`);
}

/** Every place where an event, as a listener gets it, is not what our OpenAPI promises. */
export function faultsOfEvent(api: string, body: { eventType: string }): string[] {
  const webhook = ['webhooks', `${api}_${body.eventType}`, 'post', 'requestBody'];
  if (at(webhook) === undefined) return [`${api} ${body.eventType}: not promised`];
  const schema = [...webhook, 'content', 'application/json', 'schema'];
  return faultsAgainst(schema, body).map((fault) => `${api} ${body.eventType}: ${fault}`);
}
