import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from '@jest/globals';
import { movableClock } from '../../../infra/local/clock.ts';
import type { Request } from '../../../infra/local/gateway/answer.ts';
import { awsServices, lambdaInvoke } from '../../../infra/local/gateway/aws.ts';
import { openAsync } from '../../../infra/local/lambda/async.ts';
import { AwsError, type AwsService, type Caller } from '../../../infra/local/service.ts';
import { someFunctions } from '../lambda/fixture.ts';

const request = (path: string, body: unknown, headers: Record<string, string> = {}): Request => ({
  headers: { host: '127.0.0.1:8080', ...headers },
  rawHeaders: [],
  remoteAddress: '127.0.0.1',
  method: 'POST',
  path,
  query: '',
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const denied = (): never => {
  throw new AwsError('AccessDeniedException', 'no');
};
const callerOf = (name: string): Caller =>
  name === 'limited' ? { principal: name, authorize: denied } : { principal: name };
const signed = (name: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${name}/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=x`,
});

const service: AwsService = {
  targetPrefix: 'DynamoDB_20120810',
  handle: async (operation, input, caller) => {
    if (operation === 'Fail')
      throw new AwsError('TransactionCanceledException', 'cancelled', 400, {
        CancellationReasons: [1],
      });
    return { operation, input, principal: caller.principal };
  },
};
const { functions } = someFunctions({
  ok: 'exports.handler = async (event) => event;',
  bad: 'exports.handler = async () => { throw new TypeError("bad"); };',
});
const sent: [string, string][] = [];
const async = openAsync({
  database: new DatabaseSync(':memory:'),
  clock: movableClock(),
  functions,
  send: (queue, body) => void sent.push([queue, body]),
  lost: (name, error) => void sent.push([name, error.errorMessage]),
});
afterAll(() => functions.close());

it('calls the service of the target with the function that signed', async () => {
  const answer = await awsServices([service], callerOf)(
    request('/', { A: 1 }, signed('f-1')),
    'DynamoDB_20120810.GetItem',
  );
  expect(JSON.parse(String(answer.body))).toEqual({
    operation: 'GetItem',
    input: { A: 1 },
    principal: 'f-1',
  });
});

it('answers an error in the shape that the SDK reads', async () => {
  const answer = await awsServices([service], callerOf)(
    request('/', {}, signed('tool')),
    'DynamoDB_20120810.Fail',
  );
  expect(answer.status).toBe(400);
  expect(JSON.parse(String(answer.body))).toEqual({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    message: 'cancelled',
    CancellationReasons: [1],
  });
});

const invoke = lambdaInvoke(functions, async, callerOf);
const path = (name: string) => `/2015-03-31/functions/${name}/invocations`;

it('invokes a function for one that may, and marks its error', async () => {
  expect(await invoke(request(path('ok'), { a: 1 }, signed('tool')))).toMatchObject({
    status: 200,
    body: '{"a":1}',
  });
  const failed = await invoke(request(path('bad'), {}, signed('tool')));
  expect(failed?.headers?.['X-Amz-Function-Error']).toBe('Unhandled');
  expect(JSON.parse(String(failed?.body))).toMatchObject({
    errorType: 'TypeError',
    errorMessage: 'bad',
  });
  expect((await invoke(request(path('ok'), {}, signed('limited'))))?.status).toBe(400);
  expect((await invoke(request(path('none'), {}, signed('tool'))))?.status).toBe(404);
});

it('retries an event that nobody waits for twice, then reports it', async () => {
  expect(
    await invoke(request(path('bad'), {}, { ...signed('tool'), 'x-amz-invocation-type': 'Event' })),
  ).toEqual({
    status: 202,
  });
  while (async.pending() > 0) await wait(50);
  expect(sent).toEqual([['bad', 'bad']]);
});

it('takes no call without a signature, nor one for a foreign name', async () => {
  expect((await invoke(request(path('ok'), {})))?.status).toBe(403);
  const foreign = { ...signed('tool'), host: 'page.example' };
  expect((await invoke(request(path('ok'), {}, foreign)))?.status).toBe(403);
});
