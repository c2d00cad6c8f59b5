import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Faults } from '../../../infra/local/lambda/faults.ts';
import type { Functions } from '../../../infra/local/lambda/functions.ts';
import type { AwsRequest } from '../../../infra/local/lambda/messages.ts';
import { someFunctions } from './fixture.ts';

/** Sends what the event says by Node's own HTTP module, and answers what came back. */
const caller = `
const http = require('node:http');
exports.handler = ({ options, body, destroy }) => new Promise((done, failed) => {
  const sent = http.request(options, (answer) => {
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('end', () => done({ status: answer.statusCode, type: answer.headers['content-type'], text: Buffer.concat(chunks).toString() }));
  });
  sent.on('error', (error) => done({ error: error.message }));
  sent.end(body);
  if (destroy) sent.destroy(new Error('given up'));
});`;

/** Reads, and writes twice, one after the other. */
const writer = `
const http = require('node:http');
const call = (options, name) => new Promise((done) =>
  http.request({ ...options, headers: { 'x-amz-target': 'DynamoDB_20120810.' + name } }, (answer) => answer.resume().on('end', done)).end('{}'));
exports.handler = async ({ options }) => {
  for (const name of ['GetItem', 'PutItem', 'GetItem', 'TransactWriteItems']) await call(options, name);
};`;

const requests: AwsRequest[] = [];
let network: Server;
let functions: Functions;
let faults: Faults;
let port: number;

beforeAll(async () => {
  network = createServer((_request, response) => response.end('by the network'));
  await new Promise<void>((done) => network.listen(0, '127.0.0.1', done));
  port = (network.address() as AddressInfo).port;
  ({ functions, faults } = someFunctions(
    { caller, writer },
    {},
    {
      url: `http://127.0.0.1:${port}`,
      answer: async (request) => {
        requests.push(request);
        const headers = { 'content-type': 'application/json' };
        return { status: 200, headers, body: `{"heard":${JSON.stringify(request.body)}}` };
      },
    },
  ));
});

afterAll(async () => {
  await functions.close();
  await new Promise((done) => network.close(done));
});

const call = async (path: string, headers: object, more: object = {}) => {
  const options = { host: '127.0.0.1', port, method: 'POST', path, headers, agent: false };
  const event = { options, body: 'é{}', ...more };
  const outcome = await functions.invoke('caller', JSON.stringify(event));
  return 'payload' in outcome ? JSON.parse(outcome.payload) : outcome;
};

const target = { 'x-amz-target': 'DynamoDB_20120810.GetItem' };

it('takes a call of an AWS client to the services without the network', async () => {
  expect(await call('/', target)).toEqual({
    status: 200,
    type: 'application/json',
    text: '{"heard":"é{}"}',
  });
  expect(requests.at(-1)).toMatchObject({
    method: 'POST',
    headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
  });
});

it('takes an Invoke of another function the same way', async () => {
  expect(await call('/2015-03-31/functions/one/invocations', {})).toMatchObject({ status: 200 });
});

it('leaves everything else to the network', async () => {
  expect(await call('/bucket/file', {})).toMatchObject({ text: 'by the network' });
});

it('drops the answer of a request that was given up', async () => {
  expect(await call('/', target, { destroy: true })).toEqual({ error: 'given up' });
  expect(await call('/', target)).toMatchObject({ status: 200 });
});

it.each([
  [0, 'GetItem'],
  [1, 'GetItem PutItem'],
  [2, 'GetItem PutItem GetItem TransactWriteItems'],
])(
  'dies after %i writes where a crash is planned so, and does not hear of the last',
  async (afterWrites, made) => {
    faults.plan('writer', { kind: 'crash', afterWrites }, 1);
    const before = requests.length;
    const options = { host: '127.0.0.1', port, method: 'POST', path: '/', agent: false };
    const outcome = await functions.invoke('writer', JSON.stringify({ options }));
    expect(outcome).toMatchObject({ error: { errorType: 'Runtime.ExitError' } });
    const names = requests
      .slice(before)
      .map(({ headers }) => headers['x-amz-target']?.split('.')[1]);
    expect(names.join(' ')).toBe(made);
  },
);
