import * as z from 'zod';
import type { AnyResource, Operation } from './resource.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  });
  return rest;
};

const errors = {
  description: 'Error',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

const errorResponses = (statuses: readonly string[]): Json =>
  Object.fromEntries(statuses.map((status) => [status, errors]));

const parameter = (name: string, description: string, type: string): Json => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type },
});

const fields = parameter('fields', 'Top-level attributes to answer, comma-separated', 'string');
const listParameters = [
  fields,
  parameter('offset', 'Rows to pass over', 'integer'),
  parameter('limit', 'Rows to answer, at most 100', 'integer'),
  parameter('sort', 'Attributes to sort by, - before one for descending', 'string'),
];
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

const content = (ref: string): Json => ({ 'application/json': { schema: { $ref: ref } } });
const jsonBody = (ref: string, media: readonly string[] = ['application/json']): Json => ({
  required: true,
  content: Object.fromEntries(media.map((type) => [type, { schema: { $ref: ref } }])),
});

const component = (declared: AnyResource, kind = ''): string =>
  `#/components/schemas/${declared.api.id}_${declared.type}${kind}`;

const operationOf = (declared: AnyResource, operation: Operation): Json => {
  const { type, api } = declared;
  const base = {
    tags: [`${api.id} ${api.title}`],
    operationId: `${api.id}_${operation}${type}`,
    security: [{ oauth2: [] }],
  };
  const one = (status: string, description: string): Json => ({
    [status]: { description, content: content(component(declared)) },
  });
  switch (operation) {
    case 'list':
      return {
        ...base,
        parameters: listParameters,
        responses: {
          200: {
            description: `A page of ${declared.name}`,
            content: {
              'application/json': {
                schema: { type: 'array', items: { $ref: component(declared) } },
              },
            },
          },
          ...errorResponses(['400', '401', '403', '404', '405', '409', '500']),
        },
      };
    case 'get':
      return {
        ...base,
        parameters: [id, fields],
        responses: {
          ...one('200', type),
          ...errorResponses(['400', '401', '403', '404', '405', '409', '500']),
        },
      };
    case 'create':
      return {
        ...base,
        requestBody: jsonBody(component(declared, 'Create')),
        responses: {
          ...one('201', 'Created'),
          ...errorResponses(['400', '401', '403', '405', '409', '500']),
        },
      };
    case 'patch':
      return {
        ...base,
        parameters: [id],
        requestBody: jsonBody(component(declared, 'Update'), [
          'application/json',
          'application/merge-patch+json',
        ]),
        responses: {
          ...one('200', 'Changed'),
          ...errorResponses(['400', '401', '403', '404', '405', '409', '500']),
        },
      };
    case 'delete':
      return {
        ...base,
        parameters: [id],
        responses: {
          204: { description: 'Deleted' },
          ...errorResponses(['400', '401', '403', '404', '405', '409', '500']),
        },
      };
  }
};

const methods: Readonly<Record<Operation, string>> = {
  list: 'get',
  get: 'get',
  create: 'post',
  patch: 'patch',
  delete: 'delete',
};

const pathsOf = (declared: AnyResource): Json => {
  const path = `${declared.api.basePath}/${declared.name}`;
  const of = (operations: readonly Operation[]): Json =>
    Object.fromEntries(
      operations
        .filter((one) => declared.operations.includes(one))
        .map((one) => [methods[one], operationOf(declared, one)]),
    );
  const collection = of(['list', 'create']);
  const item = of(['get', 'patch', 'delete']);
  return {
    ...(Object.keys(collection).length > 0 && { [path]: collection }),
    ...(Object.keys(item).length > 0 && { [`${path}/{id}`]: item }),
  };
};

const hubPaths = ({ api }: AnyResource): Json => {
  const base = { tags: [`${api.id} ${api.title}`], security: [{ oauth2: [] }] };
  return {
    [`${api.basePath}/hub`]: {
      post: {
        ...base,
        operationId: `${api.id}_registerListener`,
        requestBody: jsonBody('#/components/schemas/HubCreate'),
        responses: {
          201: { description: 'Subscribed', content: content('#/components/schemas/Hub') },
          ...errorResponses(['400', '401', '403', '404', '405', '409', '500']),
        },
      },
    },
    [`${api.basePath}/hub/{id}`]: {
      delete: {
        ...base,
        operationId: `${api.id}_unregisterListener`,
        parameters: [id],
        responses: {
          204: { description: 'Deleted' },
          ...errorResponses(['400', '401', '403', '404', '405', '500']),
        },
      },
    },
  };
};

/** References inside a schema point at its own `$defs`; as a component they must point below the component. */
const rebased = (schema: Json, at: string): Json =>
  JSON.parse(
    JSON.stringify(schema)
      .replaceAll('"$ref":"#/$defs/', `"$ref":"#/components/schemas/${at}/$defs/`)
      .replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${at}"`),
  );

const componentsOf = (declared: AnyResource): Json => {
  const name = `${declared.api.id}_${declared.type}`;
  const { read, create, update } = declared.schema;
  const entry = (kind: string, schema: z.ZodType): Json => ({
    [`${name}${kind}`]: rebased(schemaOf(schema), `${name}${kind}`),
  });
  return {
    ...entry('', read),
    ...entry('Create', create ?? read),
    ...entry('Update', update ?? read),
  };
};

const errorSchema = {
  type: 'object',
  required: ['code', 'reason'],
  properties: Object.fromEntries(
    [
      'code',
      'reason',
      'message',
      'status',
      'referenceError',
      '@type',
      '@baseType',
      '@schemaLocation',
    ].map((name) => [name, { type: 'string' }]),
  ),
};
const hubSchema = {
  type: 'object',
  required: ['callback'],
  properties: {
    id: { type: 'string' },
    callback: { type: 'string', format: 'uri' },
    query: { type: 'string' },
  },
};

/** OpenAPI 3.1 of all resources of all APIs, from their declarations alone. */
export const openApiOf = (resources: readonly AnyResource[]): Json => {
  const apis = [...new Map(resources.map((declared) => [declared.api.id, declared])).values()];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Strowger',
      version: '1.0.0',
      description:
        'TM Forum Open APIs from order to cash and from alarm to customer, on one data set.',
    },
    paths: Object.assign({}, ...resources.map(pathsOf), ...apis.map(hubPaths)),
    components: {
      schemas: Object.assign(
        { Error: errorSchema, Hub: hubSchema, HubCreate: hubSchema },
        ...resources.map(componentsOf),
      ),
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: {} } },
        },
      },
    },
  };
};
