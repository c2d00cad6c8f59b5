import type { Api } from '../capability.ts';
import { historyPath, ShownChange } from '../table/trail.ts';
import { hubOf } from './hub.ts';
import type { Json } from './openapi-parts.ts';
import {
  acceptedHeaders,
  changeHeaders,
  commonHeaders,
  commonParameters,
  commonResponses,
  commonSchemas,
  content,
  createdHeaders,
  createHeaders,
  errorResponses,
  eventSchema,
  fields,
  hubHeaders,
  id,
  listParameters,
  oneHeaders,
  pageHeaders,
  refTo,
} from './openapi-parts.ts';
import { routeComponents, routePaths } from './openapi-routes.ts';
import { componentEntry, patchEntry } from './openapi-schemas.ts';
import type { AnyResource, Operation } from './resource.ts';
import type { Beside } from './route.ts';
import { attributesOf, requiredToCreate } from './validate.ts';

const componentOf = (declared: AnyResource, kind = ''): string =>
  `${declared.api.id}_${declared.type}${kind}`;

const bodyOf = (schema: string, media: readonly string[] = ['application/json']): Json => ({
  required: true,
  content: Object.fromEntries(media.map((type) => [type, { schema: refTo(schema) }])),
});

const patchBody = (schema: string): Json => {
  const body = bodyOf(schema, ['application/json', 'application/merge-patch+json']);
  return {
    required: true,
    content: {
      ...Object(body['content']),
      'application/json-patch+json': { schema: refTo('JsonPatch') },
    },
  };
};

const baseOf = (api: Api): Json => ({
  tags: [`${api.id} ${api.title}`],
  security: [{ oauth2: [] }],
});

const page = (description: string, items: string): Json => ({
  200: {
    description,
    headers: pageHeaders,
    content: content({ type: 'array', items: refTo(items) }),
  },
});

type Describe = (declared: AnyResource) => Json;

/** What an operation takes and answers, whatever the resource. */
const operations: Readonly<Record<Operation, Describe>> = {
  list: (declared) => ({
    parameters: listParameters([
      ...attributesOf(declared.schema.read),
      ...(declared.lookup === undefined ? [] : [declared.lookup.attribute]),
    ]),
    responses: {
      ...page(`A page of ${declared.name}`, componentOf(declared)),
      ...errorResponses(400, 401, 403, 404, 405, 409, 500),
    },
  }),
  get: (declared) => ({
    parameters: [id, fields],
    responses: {
      200: {
        description: declared.type,
        headers: oneHeaders,
        content: content(refTo(componentOf(declared))),
      },
      ...errorResponses(400, 401, 403, 404, 405, 409, 500),
    },
  }),
  create: (declared) => ({
    parameters: createHeaders,
    requestBody: bodyOf(componentOf(declared, 'Create')),
    responses: {
      201: {
        description: 'Created',
        headers: createdHeaders,
        content: content(refTo(componentOf(declared))),
      },
      ...(declared.monitored === true && {
        202: {
          description: 'Accepted: the monitor at its Location tells how it ends',
          headers: acceptedHeaders,
          content: content(refTo(componentOf(declared))),
        },
      }),
      ...errorResponses(400, 401, 403, 405, 409, 413, 415, 500),
    },
  }),
  patch: (declared) => ({
    parameters: [id, ...changeHeaders],
    requestBody: patchBody(componentOf(declared, 'Update')),
    responses: {
      200: {
        description: 'Changed',
        headers: oneHeaders,
        content: content(refTo(componentOf(declared))),
      },
      ...errorResponses(400, 401, 403, 404, 405, 409, 412, 413, 415, 500),
    },
  }),
  delete: () => ({
    parameters: [id, ...changeHeaders],
    responses: {
      204: { description: 'Deleted' },
      ...errorResponses(400, 401, 403, 404, 405, 409, 412, 500),
    },
  }),
};

const methods: Readonly<Record<Operation, string>> = {
  list: 'get',
  get: 'get',
  create: 'post',
  patch: 'patch',
  delete: 'delete',
};

const operationOf = (declared: AnyResource, operation: Operation): Json => ({
  ...baseOf(declared.api),
  operationId: `${declared.api.id}_${operation}${declared.type}`,
  ...operations[operation](declared),
});

/** The audit trail of a resource: an extension of ours, for operations and admin. */
const historyOf = (declared: AnyResource): Json => ({
  get: {
    ...baseOf(declared.api),
    operationId: `${declared.api.id}_list${declared.type}Change`,
    'x-extension': true,
    description:
      'Who changed it, what, when and in which request, newest first; for operations and admin. The creation and the newest 99 changes are here; a deleted resource tells for a day.',
    parameters: [id, ...listParameters(attributesOf(ShownChange))],
    responses: {
      ...page(`A page of the changes of a ${declared.name}`, 'Change'),
      ...errorResponses(400, 401, 403, 404, 405, 500),
    },
  },
});

const pathsOf = (declared: AnyResource): Json => {
  const path = `${declared.api.basePath}/${declared.name}`;
  const of = (wanted: readonly Operation[]): Json =>
    Object.fromEntries(
      wanted
        .filter((one) => declared.operations.includes(one))
        .map((one) => [methods[one], operationOf(declared, one)]),
    );
  const collection = of(['list', 'create']);
  const item = of(['get', 'patch', 'delete']);
  return {
    ...(Object.keys(collection).length > 0 && { [path]: collection }),
    ...(Object.keys(item).length > 0 && { [`${path}/{id}`]: item }),
    ...(declared.hasTrail && { [`${path}/{id}/${historyPath}`]: historyOf(declared) }),
  };
};

const hubPaths = ({ api }: AnyResource): Json => ({
  [`${api.basePath}/hub`]: {
    post: {
      ...baseOf(api),
      operationId: `${api.id}_registerListener`,
      requestBody: bodyOf('EventSubscriptionInput'),
      responses: {
        201: {
          description: 'Subscribed',
          headers: hubHeaders,
          content: content(refTo('EventSubscription')),
        },
        ...errorResponses(400, 401, 403, 404, 405, 409, 415, 500),
      },
    },
  },
  [`${api.basePath}/hub/{id}`]: {
    get: {
      ...baseOf(api),
      operationId: `${api.id}_retrieveListener`,
      'x-extension': true,
      parameters: [id],
      responses: {
        200: { description: 'A subscription', content: content(refTo('EventSubscription')) },
        ...errorResponses(401, 403, 404, 405, 500),
      },
    },
    delete: {
      ...baseOf(api),
      operationId: `${api.id}_unregisterListener`,
      parameters: [id],
      responses: {
        204: { description: 'Deleted' },
        ...errorResponses(400, 401, 403, 404, 405, 500),
      },
    },
  },
  [`${api.basePath}/hub/{id}/${historyPath}`]: historyOf(hubOf(api)),
});

/** What a listener that subscribed at the hub is sent, an event each. */
const webhooksOf = (declared: AnyResource): Json =>
  Object.fromEntries(
    [...Object.values(declared.events), ...(declared.moreEvents ?? [])].flatMap((event) =>
      event === null
        ? []
        : [
            [
              `${declared.api.id}_${event}`,
              {
                post: {
                  tags: [`${declared.api.id} ${declared.api.title}`],
                  requestBody: {
                    required: true,
                    content: content(
                      eventSchema({ [declared.name]: refTo(componentOf(declared)) }),
                    ),
                  },
                  responses: { '2XX': { description: 'Taken' } },
                },
              },
            ],
          ],
    ),
  );

const componentsOf = (declared: AnyResource): Json => {
  const { read, create, update } = declared.schema;
  return {
    ...componentEntry(componentOf(declared), read),
    ...(declared.operations.includes('create') &&
      componentEntry(componentOf(declared, 'Create'), create ?? read)),
    ...(declared.operations.includes('patch') &&
      patchEntry(componentOf(declared, 'Update'), update ?? read, requiredToCreate(declared))),
  };
};

/** OpenAPI 3.1 of all resources of all APIs and of what is served beside them, from their declarations alone. */
export const openApiOf = (resources: readonly AnyResource[], beside: readonly Beside[]): Json => {
  const apis = [...new Map(resources.map((declared) => [declared.api.id, declared])).values()];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Strowger',
      version: '1.0.0',
      description:
        'TM Forum Open APIs from order to cash and from alarm to customer, on one data set.',
    },
    paths: Object.assign(
      {},
      ...resources.map(pathsOf),
      ...apis.map(hubPaths),
      ...beside.map(routePaths),
    ),
    webhooks: Object.assign({}, ...resources.map(webhooksOf)),
    components: {
      schemas: Object.assign(
        {},
        commonSchemas,
        componentEntry('Change', ShownChange),
        ...resources.map(componentsOf),
        ...beside.map(routeComponents),
      ),
      parameters: commonParameters,
      headers: commonHeaders,
      responses: commonResponses,
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: {} } },
        },
      },
    },
  };
};
