import * as z from 'zod';
import type { Api } from '../capability.ts';
import type { Json } from './openapi-parts.ts';
import { content, errorResponses, id, refTo } from './openapi-parts.ts';
import { componentEntry } from './openapi-schemas.ts';
import type { AnyResource } from './resource.ts';
import type { Beside, Described, Route } from './route.ts';

const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `TMF678_postCustomerBillCreditNote`. */
const nameOf = ({ id: api }: Api, { method, path }: Route): string => {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return `${api}_${method.toLowerCase()}${words.map(upperFirst).join('')}`;
};

const answerSchema = (answers: z.ZodType | AnyResource, operation: string): Json =>
  answers instanceof z.ZodType
    ? refTo(`${operation}Answer`)
    : refTo(`${answers.api.id}_${answers.type}`);

const answerContent = ({ answers }: Described, operation: string): Json =>
  'mediaType' in answers
    ? { [answers.mediaType]: { schema: { type: 'string' } } }
    : content(answerSchema(answers, operation));

const bodyOf = ({ body }: Described, operation: string): Json =>
  body === undefined
    ? {}
    : { requestBody: { required: true, content: content(refTo(`${operation}Body`)) } };

const operationOf = (api: Api, route: Route, described: Described): Json => {
  const operationId = nameOf(api, route);
  const asked = Object.entries(described.query ?? {}).map(([name, description]) => ({
    name,
    in: 'query',
    required: false,
    description,
    schema: { type: 'string' },
  }));
  return {
    tags: [`${api.id} ${api.title}`],
    security: [{ oauth2: [] }],
    operationId,
    'x-extension': true,
    description: described.says,
    parameters: [...(route.path.includes('*') ? [id] : []), ...asked],
    ...bodyOf(described, operationId),
    responses: {
      [described.status ?? 200]: {
        description: described.says,
        content: answerContent(described, operationId),
      },
      ...errorResponses(400, 401, 403, 404, 405, 409, 413, 415, 500),
    },
  };
};

/** A route as a path of the description: its star is the id. */
export const templateOf = ({ basePath }: Api, { path }: Pick<Route, 'path'>): string =>
  `${basePath}/${path.replace('*', '{id}')}`;

/** The operations of these routes, by path. Those of resources have been described with their resource. */
export const routePaths = ({ api, routes }: Beside): Json =>
  Object.fromEntries(
    routes.flatMap((route) =>
      route.described === undefined
        ? []
        : [
            [
              templateOf(api, route),
              { [route.method.toLowerCase()]: operationOf(api, route, route.described) },
            ],
          ],
    ),
  );

/** What these routes take and answer, where it is no resource. */
export const routeComponents = ({ api, routes }: Beside): Json =>
  Object.assign(
    {},
    ...routes.map((route) => {
      const { body, answers } = route.described ?? {};
      const operation = nameOf(api, route);
      return {
        ...(body !== undefined && componentEntry(`${operation}Body`, body)),
        ...(answers instanceof z.ZodType && componentEntry(`${operation}Answer`, answers)),
      };
    }),
  );
