import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Runtime, startRuntime } from '../../infra/local/runtime.ts';
import { lambda, role, writeAssembly } from './assembly/fixture.ts';

/** A call of AWS without the SDK, so that the fixture needs no bundling. */
const aws = `
  const aws = async (target, body) => {
    const key = process.env.AWS_ACCESS_KEY_ID;
    const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
      method: 'POST',
      headers: { 'x-amz-target': target, authorization: 'AWS4-HMAC-SHA256 Credential=' + key + '/20260101/us-east-1/x/aws4_request' },
      body: JSON.stringify(body),
    });
    const output = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(output.message), { name: output.__type.split('#').at(-1) });
    return output;
  };`;

const code = {
  authorizer: `exports.handler = async ({ headers, methodArn }) => {
    const token = (headers.authorization || '').slice(7);
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
    return { principalId: claims.sub, context: { tenant: claims.tenant },
      policyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn.split('/').slice(0, 2).join('/') + '/*' }] } };
  };`,
  api: `${aws}
  exports.handler = async ({ httpMethod, path, requestContext }) => {
    const pk = { S: requestContext.authorizer.tenant + path };
    if (httpMethod === 'GET') {
      const { Item } = await aws('DynamoDB_20120810.GetItem', { TableName: 'things', Key: { pk }, ConsistentRead: true });
      return { statusCode: Item ? 200 : 404, body: JSON.stringify(Item ?? null) };
    }
    await aws('DynamoDB_20120810.PutItem', { TableName: 'things', Item: { pk, outbox: { S: path } } });
    return { statusCode: 201, body: '' };
  };`,
  relay: `${aws}
  exports.handler = async ({ Records }) => {
    const Entries = Records.filter((one) => one.dynamodb.NewImage?.outbox)
      .map((one) => ({ Source: 'things', DetailType: 'Thing', EventBusName: 'bus', Detail: JSON.stringify({ pk: one.dynamodb.Keys.pk.S }) }));
    if (Entries.length > 0) await aws('AWSEvents.PutEvents', { Entries });
    return { batchItemFailures: [] };
  };`,
  listener: `${aws}
  exports.handler = async ({ detail }) => {
    await aws('DynamoDB_20120810.PutItem', { TableName: 'things', Item: { pk: { S: detail.pk + '/heard' } } });
  };`,
};

const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
const uri = (id: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
      attribute(id, 'Arn'),
      '/invocations',
    ],
  ],
});
const permission = (id: string, service: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: attribute(id, 'Arn'),
    Principal: `${service}.amazonaws.com`,
    Action: 'lambda:InvokeFunction',
  },
});
const allow = (actions: string[], resource: unknown) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resource,
});

const resources = {
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'things',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
  ApiRole: role([allow(['dynamodb:GetItem', 'dynamodb:PutItem'], attribute('Table', 'Arn'))]),
  RelayRole: role([allow(['events:PutEvents'], attribute('Bus', 'Arn'))]),
  Api: lambda('api', 'ApiRole'),
  Listener: lambda('listener', 'ApiRole'),
  Authorizer: lambda('authorizer', 'RelayRole'),
  Relay: lambda('relay', 'RelayRole'),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: attribute('Table', 'StreamArn'),
      FunctionName: { Ref: 'Relay' },
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'listen',
      EventBusName: { Ref: 'Bus' },
      EventPattern: { source: ['things'] },
      Targets: [
        {
          Id: 'Target0',
          Arn: attribute('Listener', 'Arn'),
          DeadLetterConfig: { Arn: attribute('Dead', 'Arn') },
          RetryPolicy: { MaximumRetryAttempts: 0 },
        },
      ],
    },
  },
  ListenerPermission: permission('Listener', 'events'),
  ApiPermission: permission('Api', 'apigateway'),
  Rest: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'rest' } },
  Proxy: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { ParentId: attribute('Rest', 'RootResourceId'), PathPart: '{proxy+}' },
  },
  TokenAuthorizer: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: { Type: 'REQUEST', AuthorizerUri: uri('Authorizer') },
  },
  Any: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      HttpMethod: 'ANY',
      ResourceId: { Ref: 'Proxy' },
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: 'TokenAuthorizer' },
      Integration: { Type: 'AWS_PROXY', Uri: uri('Api') },
    },
  },
};

const assembly = writeAssembly({ app: { Resources: resources } }, code);
const dataDir = mkdtempSync(join(tmpdir(), 'runtime-'));
const start = (more: { dataDir?: string; port?: number; assembly?: string } = {}) =>
  startRuntime({ assembly, dataDir, port: 0, log: () => {}, ...more });
let runtime: Runtime;

beforeAll(async () => {
  runtime = await start();
});
afterAll(() => runtime.stop());

const token = async (role: 'admin' | 'agent'): Promise<string> => {
  const { id, secret } = runtime.tenant[role];
  const answer = await fetch(`${runtime.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: granted } = (await answer.json()) as { access_token: string };
  return granted;
};

const call = async (
  method: string,
  path: string,
  body?: unknown,
  role: 'admin' | 'agent' = 'agent',
) => {
  const answer = await fetch(`${runtime.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${await token(role)}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as any) };
};
const control = (method: string, path: string, body?: unknown) =>
  call(method, `/_local/${path}`, body, 'admin');

it('carries a write through the stream and the bus to who listens', async () => {
  expect((await call('POST', '/one')).status).toBe(201);
  expect((await control('POST', 'idle')).body).toEqual({ idle: true });
  expect((await call('GET', '/one/heard')).status).toBe(200);
});

it('refuses what a role does not allow, once the grant is taken away', async () => {
  await control('PUT', 'iam/deny', { function: 'api', action: 'dynamodb:PutItem' });
  expect((await call('POST', '/two')).status).toBe(502);
  await control('PUT', 'iam/deny', { function: 'api', action: 'dynamodb:PutItem', denied: false });
  expect((await call('POST', '/two')).status).toBe(201);
});

it('keeps an event that was not taken as a dead letter, and delivers it again', async () => {
  await control('PUT', 'faults', { function: 'listener', kind: 'error', times: 1 });
  await call('POST', '/three');
  await control('POST', 'idle');
  expect((await call('GET', '/three/heard')).status).toBe(404);
  expect((await control('GET', 'dead-letters')).body).toHaveLength(1);
  expect((await control('POST', 'dead-letters/redrive')).body).toEqual({ redriven: 1 });
  expect((await call('GET', '/three/heard')).status).toBe(200);
  expect((await control('GET', 'dead-letters')).body).toHaveLength(0);
});

it('goes on with its data, clients and clock after a restart', async () => {
  const { tenant } = runtime;
  await control('PUT', 'clock', { advance: 'P40D' });
  await runtime.stop();
  runtime = await start();
  expect(runtime.tenant).toEqual(tenant);
  expect((await call('GET', '/one')).status).toBe(200);
  expect((await control('GET', 'clock')).body.offsetMs).toBeGreaterThan(39 * 86_400_000);
});

it('refuses a folder or a port in use in one line', async () => {
  const { port } = new URL(runtime.url);
  const held = mkdtempSync(join(tmpdir(), 'runtime-'));
  writeFileSync(join(held, 'lock'), String(process.ppid));
  await expect(start({ dataDir: held })).rejects.toThrow(`in use by process ${process.ppid}`);
  const other = mkdtempSync(join(tmpdir(), 'runtime-'));
  await expect(start({ dataDir: other, port: Number(port) })).rejects.toThrow(
    `Port ${port} is taken`,
  );
});

it('stops the start where a rule may not invoke its function', async () => {
  const { ListenerPermission: _, ...rest } = resources;
  const lacking = writeAssembly({ app: { Resources: rest } }, code);
  const other = mkdtempSync(join(tmpdir(), 'runtime-'));
  await expect(start({ dataDir: other, assembly: lacking })).rejects.toThrow(
    'rule listen may not invoke listener',
  );
});
