import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ApiModel, RouteModel } from '../../../infra/local/assembly/model.ts';
import { movableClock } from '../../../infra/local/clock.ts';
import { restApi } from '../../../infra/local/gateway/rest.ts';
import { serve } from '../../../infra/local/gateway/server.ts';
import { someFunctions } from '../lambda/fixture.ts';

const code = {
  echo: 'exports.handler = async (event) => ({ statusCode: 201, headers: { "X-Own": "1" }, multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] }, body: JSON.stringify(event) });',
  bytes:
    'exports.handler = async () => ({ statusCode: 200, isBase64Encoded: true, headers: { "content-type": "image/png" }, body: "AAEC" });',
  broken: 'exports.handler = async () => ({ hello: 1 });',
  authorizer: `let asked = 0;
    exports.handler = async (event) => {
      const token = event.headers.authorization;
      if (token === 'bad') throw new Error('Unauthorized');
      if (token === 'odd') throw new Error('other');
      return { principalId: token, context: { tenant: 'demo', asked: ++asked },
        policyDocument: { Statement: [{ Effect: token === 'no' ? 'Deny' : 'Allow', Action: 'execute-api:Invoke', Resource: event.methodArn.split('/').slice(0, 2).join('/') + '/*' }] } };
    };`,
};

const authorizer = {
  id: 'a',
  functionName: 'authorizer',
  type: 'REQUEST',
  identityHeaders: ['authorization'],
  ttlSeconds: 60,
} as const;
const route = (path: string, functionName: string, more: Partial<RouteModel> = {}): RouteModel => ({
  path,
  method: 'ANY',
  functionName,
  ...more,
});
const api: ApiModel = {
  id: 'api',
  stage: 'local',
  routes: [
    route('/open', 'echo', { method: 'GET' }),
    route('/bytes', 'bytes'),
    route('/broken', 'broken'),
    route('/tmf-api/ordering/{proxy+}', 'echo', { authorizer }),
    route('/tmf-api/ordering/{id}/fixed', 'broken'),
  ],
  responses: {
    UNAUTHORIZED: {
      headers: { 'X-Tmf': 'yes' },
      contentType: 'application/json',
      template: '{"code":"401","reason":$context.error.messageString}',
    },
  },
  binaryMediaTypes: [],
  clientThrottle: { ratePerSecond: 0, burst: 3 },
};

const { functions } = someFunctions(code, { timeoutSeconds: 5, memoryMegabytes: 128 });
const clock = movableClock();
let server: Server;
let url = '';

beforeAll(async () => {
  const rest = restApi(api, functions, clock);
  server = await serve(
    0,
    { aws: rest, streamed: () => undefined, own: async () => undefined, rest },
    () => {},
  );
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await functions.close();
});

const get = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${url}${path}`, init);
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
};

it('hands a request over as a proxy event, with and without the stage in its path', async () => {
  const { status, body, headers } = await get('/open?a=1&a=2&b=x%20y');
  expect(status).toBe(201);
  expect(headers.get('x-own')).toBe('1');
  expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(body).toMatchObject({
    httpMethod: 'GET',
    path: '/open',
    queryStringParameters: { a: '2', b: 'x y' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    body: null,
    requestContext: { stage: 'local', identity: { sourceIp: '127.0.0.1' } },
  });
  expect((await get('/local/open')).body.path).toBe('/open');
});

it('asks the authorizer once a token and hands on what it said', async () => {
  const init = { method: 'POST', body: '{"x":1}', headers: { authorization: 'good' } };
  const first = await get('/tmf-api/ordering/v4/order', init);
  const second = await get('/tmf-api/ordering/v4/other', init);
  expect(first.body).toMatchObject({ body: '{"x":1}', pathParameters: { proxy: 'v4/order' } });
  expect(first.body.requestContext.authorizer).toMatchObject({
    tenant: 'demo',
    asked: '1',
    principalId: 'good',
  });
  expect(second.body.requestContext.authorizer.asked).toBe('1');
  clock.moveTo(clock.now() + 61_000);
  expect(
    (await get('/tmf-api/ordering/v4/order', init)).body.requestContext.authorizer.asked,
  ).not.toBe('1');
  expect((await get('/tmf-api/ordering/v4/order', init)).status).toBe(429);
});

it('answers 401 in the form of the templates without a token or with a bad one', async () => {
  const { status, body, headers } = await get('/tmf-api/ordering/v4/order');
  expect([status, body.code, body.reason, headers.get('x-tmf')]).toEqual([
    401,
    '401',
    'Unauthorized',
    'yes',
  ]);
  expect(
    (await get('/tmf-api/ordering/v4/order', { headers: { authorization: 'bad' } })).status,
  ).toBe(401);
});

it('answers 403 to a denied token and 500 when the authorizer fails', async () => {
  expect(
    (await get('/tmf-api/ordering/v4/order', { headers: { authorization: 'no' } })).status,
  ).toBe(403);
  expect(
    (await get('/tmf-api/ordering/v4/order', { headers: { authorization: 'odd' } })).status,
  ).toBe(500);
});

it('answers 403 where there is no route or no such method', async () => {
  expect(await get('/nowhere')).toMatchObject({
    status: 403,
    body: { message: 'Missing Authentication Token' },
  });
  expect((await get('/open', { method: 'POST' })).status).toBe(403);
});

it('decodes a base64 body and answers 502 to a malformed answer', async () => {
  expect((await get('/bytes')).text).toBe('\u0000\u0001\u0002');
  expect((await get('/broken')).status).toBe(502);
  expect((await get('/tmf-api/ordering/7/fixed')).status).toBe(502);
});

it('answers 413 above 10 MB', async () => {
  expect(
    (await get('/bytes', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) })).status,
  ).toBe(413);
});
