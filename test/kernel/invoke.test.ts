import { createServer, type Server } from 'node:http';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { Transient } from '../../functions/kernel/problem.ts';

interface Call {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let servers: Server[] = [];
let invoke: (functionName: string, body: string) => Promise<unknown>;

/** A Lambda endpoint that answers each call with the next status, the last one for ever. */
const lambda = async (statuses: readonly number[], body = '{}'): Promise<readonly Call[]> => {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString();
    });
    request.on('end', () => {
      calls.push({ url: request.url, authorization: request.headers.authorization, body: text });
      response.writeHead(statuses[Math.min(calls.length, statuses.length) - 1] ?? 200).end(body);
    });
  });
  servers.push(server);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', () => done());
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${port}`;
  return calls;
};

beforeAll(async () => {
  process.env['AWS_REGION'] = 'eu-central-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  ({ invoke } = await import('../../functions/kernel/http/invoke.ts'));
});
afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

it('signs the call for Lambda, with the body in the signature', async () => {
  const calls = await lambda([200], '{"statusCode":200}');
  expect(await invoke('a-function', '{"a":1}')).toEqual({
    payload: '{"statusCode":200}',
    functionError: undefined,
  });
  expect(calls).toMatchObject([
    { url: '/2015-03-31/functions/a-function/invocations', body: '{"a":1}' },
  ]);
  expect(calls[0]?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/lambda\/aws4_request, SignedHeaders=.*host/,
  );
});

it.each([429, 500, 503])('tries again after %i', async (status) => {
  const calls = await lambda([status, 200]);
  await invoke('a-function', '{}');
  expect(calls).toHaveLength(2);
});

it('is Transient when Lambda is throttled each time', async () => {
  const calls = await lambda([429]);
  await expect(invoke('a-function', '{}')).rejects.toBeInstanceOf(Transient);
  expect(calls).toHaveLength(3);
});

it.each([400, 403, 404, 413])(
  'is no Transient, and is not repeated, when Lambda refuses with %i',
  async (status) => {
    const calls = await lambda([status], '{"Message":"no"}');
    const failure = invoke('a-function', '{}');
    await expect(failure).rejects.toThrow('a-function could not be called: {"Message":"no"}');
    await expect(failure).rejects.not.toBeInstanceOf(Transient);
    expect(calls).toHaveLength(1);
  },
);
