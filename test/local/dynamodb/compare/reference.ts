import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What a call ended in: an answer, or an error's code and message. */
export interface Outcome {
  readonly answer?: any;
  readonly error?: { readonly code: string; readonly message: string; readonly body: any };
}

/** Amazon's own DynamoDB Local, which this npm package carries. */
const packageName = 'amplify-dynamodb-simulator@2.9.30';

const fetched = (root: string): string => {
  const folder = join(root, '.strowger/dynamodb-local');
  const emulator = join(folder, 'package/emulator');
  if (existsSync(join(emulator, 'DynamoDBLocal.jar'))) return emulator;
  mkdirSync(folder, { recursive: true });
  const packed = execFileSync('npm', ['pack', packageName, '--silent'], {
    cwd: folder,
    encoding: 'utf8',
  });
  execFileSync('tar', ['xzf', packed.trim()], { cwd: folder });
  return emulator;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const headers = (target: string): Record<string, string> => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': target,
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
});

export interface Reference {
  call(operation: string, input: unknown): Promise<Outcome>;
  /** The same for the streams API. */
  callStreams(operation: string, input: unknown): Promise<any>;
  stop(): Promise<void>;
}

const stop = async (java: ChildProcess): Promise<void> => {
  if (java.exitCode !== null || java.signalCode !== null) return;
  const exit = once(java, 'exit');
  java.kill('SIGKILL');
  await exit;
};

/** Fetches DynamoDB Local where it is not there, and starts it. */
export const startReference = async (root: string): Promise<Reference> => {
  const emulator = fetched(root);
  const port = await freePort();
  const java = spawn(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { cwd: emulator, stdio: 'ignore' },
  );
  process.once('exit', () => java.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const post = (target: string, input: unknown): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: headers(target),
      body: JSON.stringify(input),
    });
  const call = async (operation: string, input: unknown): Promise<Outcome> => {
    const response = await post(`DynamoDB_20120810.${operation}`, input);
    const body: any = await response.json();
    if (response.ok) return { answer: body };
    const code = String(body.__type).split('#').at(-1) ?? '';
    return { error: { code, message: body.message ?? body.Message ?? '', body } };
  };
  const deadline = Date.now() + 30_000;
  for (;;) {
    const isUp = await call('ListTables', {}).then(
      () => true,
      () => false,
    );
    if (isUp) break;
    if (Date.now() > deadline || java.exitCode !== null) {
      await stop(java);
      throw new Error('DynamoDB Local did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    call,
    callStreams: async (operation, input) =>
      (await post(`DynamoDBStreams_20120810.${operation}`, input)).json(),
    stop: () => stop(java),
  };
};
