import * as z from 'zod';
import type { ApiModel } from '../assembly/model.ts';
import { account } from '../assembly/physical.ts';
import type { Answer, Request } from './answer.ts';
import { header } from './answer.ts';
import type { Match } from './routes.ts';

type Many = Record<string, string[]>;

const push = (many: Many, name: string, value: string): void => {
  const values = many[name];
  if (values === undefined) many[name] = [value];
  else values.push(value);
};

const lasts = (many: Many): Record<string, string> =>
  Object.fromEntries(Object.entries(many).map(([name, values]) => [name, values.at(-1) ?? '']));

const headersOf = (request: Request): Many => {
  const many: Many = {};
  const raw = request.rawHeaders;
  for (let index = 0; index + 1 < raw.length; index += 2)
    push(many, raw[index] ?? '', raw[index + 1] ?? '');
  push(many, 'X-Forwarded-Proto', 'http');
  push(many, 'X-Forwarded-For', request.remoteAddress);
  return many;
};

const queryOf = (query: string): Many | null => {
  if (query === '') return null;
  const many: Many = {};
  for (const [name, value] of new URLSearchParams(query)) push(many, name, value);
  return many;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `09/Apr/2026:12:34:56 +0000`. */
const logTime = (ms: number): string => {
  const text = new Date(ms).toISOString();
  const month = months[Number(text.slice(5, 7)) - 1] ?? '';
  return `${text.slice(8, 10)}/${month}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000`;
};

const isBinary = (request: Request, types: readonly string[]): boolean => {
  const type = (header(request, 'content-type') ?? '').split(';')[0] ?? '';
  return types.some(
    (one) =>
      one === '*/*' || one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))),
  );
};

export interface EventParts {
  readonly api: ApiModel;
  readonly request: Request;
  /** Without the stage. */
  readonly path: string;
  readonly match: Match;
  readonly requestId: string;
  readonly nowMs: number;
}

export const methodArn = ({ api, request, path }: EventParts): string =>
  `arn:aws:execute-api:us-east-1:${account}:${api.id}/${api.stage}/${request.method}${path}`;

/** The REST API's proxy event, payload format 1.0. */
export const proxyEvent = (parts: EventParts, authorizer?: Readonly<Record<string, unknown>>) => {
  const { api, request, match, requestId, nowMs, path } = parts;
  const headers = headersOf(request);
  const query = queryOf(request.query);
  const host = header(request, 'host') ?? 'localhost';
  const binary = isBinary(request, api.binaryMediaTypes);
  return {
    resource: match.route.path,
    path,
    httpMethod: request.method,
    headers: lasts(headers),
    multiValueHeaders: headers,
    queryStringParameters: query === null ? null : lasts(query),
    multiValueQueryStringParameters: query,
    pathParameters: Object.keys(match.pathParameters).length === 0 ? null : match.pathParameters,
    stageVariables: null,
    requestContext: {
      accountId: account,
      apiId: api.id,
      ...(authorizer === undefined ? {} : { authorizer }),
      domainName: host,
      domainPrefix: host.split('.')[0],
      extendedRequestId: requestId,
      httpMethod: request.method,
      identity: {
        sourceIp: request.remoteAddress,
        userAgent: header(request, 'user-agent') ?? null,
      },
      path: `/${api.stage}${path}`,
      protocol: 'HTTP/1.1',
      requestId,
      requestTime: logTime(nowMs),
      requestTimeEpoch: nowMs,
      resourceId: match.route.path,
      resourcePath: match.route.path,
      stage: api.stage,
    },
    body: request.body.length === 0 ? null : request.body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && request.body.length > 0,
  };
};

const Scalar = z.union([z.string(), z.number(), z.boolean()]);

const ProxyResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), Scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(Scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** The function's answer as HTTP, or undefined where API Gateway would call it malformed. */
export const httpAnswer = (payload: string, requestId: string): Answer | undefined => {
  const parsed = ProxyResponse.safeParse(JSON.parse(payload));
  if (!parsed.success) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const all: Record<string, string | string[]> = { 'x-amzn-RequestId': requestId };
  for (const [name, value] of Object.entries(headers ?? {})) all[name] = String(value);
  for (const [name, values] of Object.entries(multiValueHeaders ?? {}))
    all[name] = values.map(String);
  const typed = Object.keys(all).some((name) => name.toLowerCase() === 'content-type');
  if (!typed) all['Content-Type'] = 'application/json';
  return {
    status: statusCode,
    headers: all,
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
};
