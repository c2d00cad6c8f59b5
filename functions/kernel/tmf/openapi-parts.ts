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

const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const fieldsParameter = query(
  'fields',
  'Top-level attributes to answer, comma-separated; id, href and @type always come along, none gives just those',
  { type: 'string' },
);
const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

/** Parameters that operations of all resources take. */
export const commonParameters = {
  id: idParameter,
  fields: fieldsParameter,
  offset: query('offset', 'Rows to pass over', count),
  limit: query('limit', 'Rows to answer, at most 100 and by default 20', count),
  sort: query('sort', 'Attributes to sort by, - before one for descending, comma-separated', text),
  idempotencyKey: header(
    'Idempotency-Key',
    'The same key with the same body answers the first result again',
  ),
  ifMatch: header('If-Match', 'The ETag that was read; 412 where the resource has changed since'),
  correlationId: header(
    'X-Correlation-Id',
    'Named in every event and change that the request causes',
  ),
};
const parameterRef = (name: keyof typeof commonParameters): Json => ({
  $ref: `#/components/parameters/${name}`,
});
export const id = parameterRef('id');
export const fields = parameterRef('fields');

/** What narrows, orders and cuts a list. Filters are named after the attributes; a path or an operator may follow. */
export const listParameters = (attributes: readonly string[]): readonly Json[] => [
  fields,
  parameterRef('offset'),
  parameterRef('limit'),
  parameterRef('sort'),
  {
    ...query(
      'filter',
      'Filters by an attribute or a dotted path, .ne .gt .gte .lt or .lte after it; commas are alternatives',
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

/** What a create takes beside its body. */
export const createHeaders = [parameterRef('idempotencyKey'), parameterRef('correlationId')];
/** What a change and a deletion take beside their body. */
export const changeHeaders = [parameterRef('ifMatch'), parameterRef('correlationId')];

const answered = (description: string, schema: Json, required = true): Json => ({
  description,
  required,
  schema,
});
/** Headers that answers have. */
export const commonHeaders = {
  ETag: answered('The version, for If-Match', text),
  Location: answered('Where the new resource is', { ...text, format: 'uri' }),
  'X-Total-Count': answered(
    'Of all that match; left out where counting costs too much',
    count,
    false,
  ),
  'X-Result-Count': answered('Of those in this body', count),
  Link: answered('first, prev, next and last page (RFC 8288)', text, false),
};
const headers = (...wanted: readonly (keyof typeof commonHeaders)[]): Json =>
  Object.fromEntries(wanted.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** The headers of a page, of one resource, of a new one, and of a new subscription. */
export const pageHeaders = headers('X-Total-Count', 'X-Result-Count', 'Link');
export const oneHeaders = headers('ETag');
export const createdHeaders = headers('ETag', 'Location');

/** What an answer has beside its body where the work goes on. */
export const acceptedHeaders = headers('Location');
export const hubHeaders = headers('Location');

/** What every refusal and failure answers. */
export const commonResponses = {
  Error: {
    description: 'Error',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  },
};

/** 429 is API Gateway's answer to any request that comes too soon. */
export const errorResponses = (...statuses: readonly number[]): Json =>
  Object.fromEntries(
    [...statuses, 429].map((status) => [status, { $ref: '#/components/responses/Error' }]),
  );

export const content = (schema: Json): Json => ({ 'application/json': { schema } });
export const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const names = (list: readonly string[]): Json =>
  Object.fromEntries(list.map((name) => [name, { type: 'string' }]));

/**
 * A subclass, named by `@type` with `@schemaLocation`, has attributes that are not named here (TMF630). Every class
 * of the schemas refers to it; any other unknown attribute is refused.
 */
const subclass = {
  if: { required: ['@type', '@schemaLocation'] },
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  then: { additionalProperties: true },
};

/** What every error answers, what a hub is, and a patch by operations. */
export const commonSchemas = {
  Subclass: subclass,
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
