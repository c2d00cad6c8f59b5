import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Caller } from '../access/caller.ts';
import { callerOf } from '../access/caller.ts';
import { badRequest, Problem } from '../problem.ts';

/** A request to a capability's API, understood. Header names are lower case; `path` is below the base path. */
export interface Request {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly caller: Caller;
  /** Where the API stands for the client, `https://host`, for absolute hrefs. */
  readonly origin: string;
}

export interface Response {
  readonly status: number;
  readonly body?: unknown;
  /** A file instead of a body; one that is not text travels as base64. */
  readonly file?: { readonly mediaType: string; readonly content: string | Buffer };
  readonly headers?: Readonly<Record<string, string>>;
}

const lowerCased = (headers: APIGatewayProxyEvent['headers'] | null): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );

const bodyOf = (event: APIGatewayProxyEvent): unknown => {
  if (event.body === null || event.body === undefined || event.body === '') return undefined;
  const text = event.isBase64Encoded
    ? Buffer.from(event.body, 'base64').toString('utf8')
    : event.body;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(
      `The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    );
  }
};

/** Media types whose body we read; anything else is 415, as is a body without a type. */
const readable = [
  'application/json',
  'application/merge-patch+json',
  'application/json-patch+json',
];

const assertMediaType = (headers: Record<string, string>, hasBody: boolean): void => {
  const type =
    (headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  if (hasBody && !readable.includes(type))
    throw new Problem(
      415,
      'unsupportedMediaType',
      `${type} is not understood; send ${readable.join(' or ')}`,
    );
};

/** What a client may name a chain of requests and events: it goes to logs, where nothing personal may be. */
const correlationName = /^[A-Za-z0-9._:-]{1,64}$/;

/** The chain that a request belongs to: as the client names it, else the request's own id. */
export const correlationIdOf = (headers: APIGatewayProxyEvent['headers'], requestId: string) => {
  const named = lowerCased(headers)['x-correlation-id'] ?? '';
  return correlationName.test(named) ? named : requestId;
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest(`The path has ${part}, where a % begins no escape like %20`);
  }
};

export const requestOf = (event: APIGatewayProxyEvent, basePath: string): Request => {
  const headers = lowerCased(event.headers);
  const requestId = event.requestContext.requestId;
  assertMediaType(headers, Boolean(event.body));
  const query = event.multiValueQueryStringParameters ?? {};
  return {
    method: event.httpMethod,
    path: event.path
      .slice(event.path.indexOf(basePath) + basePath.length)
      .split('/')
      .filter((part) => part !== '')
      .map(decoded),
    query: Object.fromEntries(
      Object.entries(query).flatMap(([name, values]) => (values ? [[name, values]] : [])),
    ),
    headers,
    body: bodyOf(event),
    caller: callerOf(
      event.requestContext.authorizer,
      requestId,
      correlationIdOf(event.headers, requestId),
    ),
    origin: `${headers['x-forwarded-proto'] ?? 'https'}://${headers['host'] ?? event.requestContext.domainName ?? ''}`,
  };
};

const fileResult = ({ status, headers }: Response, { mediaType, content }: File) => ({
  statusCode: status,
  headers: { 'Content-Type': mediaType, ...headers },
  body: typeof content === 'string' ? content : content.toString('base64'),
  isBase64Encoded: typeof content !== 'string',
});

type File = NonNullable<Response['file']>;

export const resultOf = (response: Response): APIGatewayProxyResult =>
  response.file === undefined ? jsonResult(response) : fileResult(response, response.file);

const jsonResult = (response: Response): APIGatewayProxyResult => ({
  statusCode: response.status,
  headers: {
    ...(response.body !== undefined && { 'Content-Type': 'application/json' }),
    ...response.headers,
  },
  body: response.body === undefined ? '' : JSON.stringify(response.body),
});
