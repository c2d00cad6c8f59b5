/** A piece of an OpenAPI description. */
export type Json = Record<string, unknown>;

const query = (name: string, description: string, schema: Json): Json => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});
const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

export const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
export const fields = query(
  'fields',
  'Top-level attributes to answer, comma-separated; id, href and @type always come along, none gives just those',
  { type: 'string' },
);
const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

/** What narrows, orders and cuts a list. Filters are named after the attributes; a path or an operator may follow. */
export const listParameters = (attributes: readonly string[]): readonly Json[] => [
  fields,
  query('offset', 'Rows to pass over', count),
  query('limit', 'Rows to answer, at most 100 and by default 20', count),
  query('sort', 'Attributes to sort by, - before one for descending, comma-separated', text),
  {
    ...query(
      'filter',
      'Each further parameter is a filter: an attribute or a dotted path, with .eq .ne .gt .gte .lt or .lte after it where it is no equality; commas in the value are alternatives',
      {
        type: 'object',
        propertyNames: { pattern: `^(${attributes.map(escaped).join('|')})([.<>!].*)?$` },
        additionalProperties: text,
      },
    ),
    style: 'form',
    explode: true,
  },
];

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const correlation = header(
  'X-Correlation-Id',
  'Named in every event and change that the request causes',
);
/** What a create takes beside its body. */
export const createHeaders = [
  header('Idempotency-Key', 'The same key with the same body answers the first result again'),
  correlation,
];
/** What a change and a deletion take beside their body. */
export const changeHeaders = [
  header('If-Match', 'The ETag that was read; 412 where the resource has changed since'),
  correlation,
];

const answered = (description: string, schema: Json, required = true): Json => ({
  description,
  required,
  schema,
});
const etag = { ETag: answered('The version, for If-Match', text) };
const location = { Location: answered('Where the new resource is', { ...text, format: 'uri' }) };

/** The headers of a page, of one resource, and of a new one. */
export const pageHeaders = {
  'X-Total-Count': answered(
    'Of all that match; left out where counting costs too much',
    count,
    false,
  ),
  'X-Result-Count': answered('Of those in this body', count),
  Link: answered('first, prev, next and last page (RFC 8288)', text, false),
};
export const oneHeaders = etag;
export const createdHeaders = { ...etag, ...location };
export const hubHeaders = location;

const error = {
  description: 'Error',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

/** 429 is API Gateway's answer to any request that comes too soon. */
export const errorResponses = (...statuses: readonly number[]): Json =>
  Object.fromEntries([...statuses, 429].map((status) => [status, error]));

export const content = (schema: Json): Json => ({ 'application/json': { schema } });
export const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const names = (list: readonly string[]): Json =>
  Object.fromEntries(list.map((name) => [name, { type: 'string' }]));

/** What every error answers, what a hub is, and a patch by operations. */
export const commonSchemas = {
  Error: {
    type: 'object',
    required: ['code', 'reason'],
    properties: {
      ...names(['code', 'reason', 'message', 'status']),
      referenceError: { type: 'string', format: 'uri' },
      ...names(['@type', '@baseType', '@schemaLocation']),
    },
    additionalProperties: false,
  },
  EventSubscriptionInput: {
    type: 'object',
    required: ['callback'],
    properties: { callback: { type: 'string', format: 'uri' }, query: { type: 'string' } },
    additionalProperties: false,
  },
  EventSubscription: {
    type: 'object',
    required: ['id', 'callback'],
    properties: {
      id: { type: 'string' },
      callback: { type: 'string', format: 'uri' },
      query: { type: 'string' },
    },
    additionalProperties: false,
  },
  JsonPatch: {
    type: 'array',
    description: 'RFC 6902',
    items: {
      type: 'object',
      required: ['op', 'path'],
      properties: {
        op: { enum: ['add', 'replace', 'test', 'remove', 'move', 'copy'] },
        path: { type: 'string' },
        from: { type: 'string' },
        value: {},
      },
    },
  },
};

/** An event as a listener gets it (TMF630); v4 spells `timeOcurred`. */
export const eventSchema = (payload: Json): Json => ({
  type: 'object',
  required: ['eventId', 'eventTime', 'eventType', 'event'],
  properties: {
    ...names(['eventId', 'eventType', 'correlationId', 'domain', 'title', 'description']),
    ...names(['priority', 'fieldPath']),
    eventTime: { type: 'string', format: 'date-time' },
    timeOcurred: { type: 'string', format: 'date-time' },
    event: { type: 'object', properties: payload },
  },
  additionalProperties: false,
});
