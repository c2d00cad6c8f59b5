import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsSettings } from '../../infra/cloud/aws.ts';
import { deploymentAt } from '../../infra/cloud/deployment.ts';
import type { Place } from '../../infra/cloud/endpoint.ts';
import { placeOf } from '../../infra/cloud/endpoint.ts';
import { ensureTenant } from '../../infra/cloud/tenants.ts';
import { nameOf } from '../../infra/names.ts';
import { parsed } from './json.ts';

/** Longer than a cold start, so that a function that is about to write has written. */
const quietMs = 1_500;
const longestMs = 60_000;
const lookAgainMs = 100;

/** Whether any execution of the stage's machines still runs. */
const machinesRun = async (client: SFNClient, stage: string): Promise<boolean> => {
  const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
  const own = (stateMachines ?? []).filter(({ name }) => name?.startsWith(`${nameOf(stage)}-`));
  const running = await Promise.all(
    own.map(({ stateMachineArn }) =>
      client.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 }),
      ),
    ),
  );
  return running.some(({ executions }) => (executions ?? []).length > 0);
};

/** Answers how many changes the table has seen since the last call. */
const changesOf = async (client: DynamoDBStreamsClient, table: string) => {
  const { Streams } = await client.send(new ListStreamsCommand({ TableName: table }));
  const StreamArn = Streams?.[0]?.StreamArn;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  let iterators = await Promise.all(
    (StreamDescription?.Shards ?? []).map(async ({ ShardId }) => {
      const answer = await client.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'LATEST' }),
      );
      return answer.ShardIterator;
    }),
  );
  return async (): Promise<number> => {
    const answers = await Promise.all(
      iterators.flatMap((ShardIterator) =>
        ShardIterator === undefined ? [] : [client.send(new GetRecordsCommand({ ShardIterator }))],
      ),
    );
    iterators = answers.map(({ NextShardIterator }) => NextShardIterator);
    return answers.reduce((sum, { Records }) => sum + (Records ?? []).length, 0);
  };
};

/** Waits until no machine runs and the table has not changed for a while, both seen through public AWS APIs. */
const idleAt = async (place: Place): Promise<() => Promise<void>> => {
  const machines = new SFNClient(awsSettings(place));
  const changes = await changesOf(
    new DynamoDBStreamsClient(awsSettings(place)),
    nameOf(place.stage.name),
  );
  return async () => {
    const until = Date.now() + longestMs;
    let quietSince = Date.now();
    while (Date.now() - quietSince < quietMs) {
      if (Date.now() > until) throw new Error(`The system is not quiet after ${longestMs} ms`);
      if ((await changes()) > 0 || (await machinesRun(machines, place.stage.name)))
        quietSince = Date.now();
      await wait(lookAgainMs);
    }
  };
};

interface Client {
  readonly id: string;
  readonly secret: string;
}
type Role = 'admin' | 'operations' | 'agent' | 'customer';

const embeddedAlone = (what: string) => (): never => {
  throw new Error(`Only the embedded runtime has ${what}`);
};

/** What is deployed where the environment says, with a new tenant of its own: over HTTP and the public AWS APIs alone. */
export const deployedSystem = async () => {
  const place = placeOf(process.env);
  if (place === undefined) throw new Error('No cloud is there: run npm run test:cloud');
  const deployment = await deploymentAt(place);
  const tenant = `test-${Date.now().toString(36)}-${process.pid}`;
  const programs = await ensureTenant(place, deployment, tenant);
  const clients = { ...programs, customer: { id: '', secret: '' } };
  const tokens = new Map<string, string>();

  const token = async (role: Role | Client): Promise<string> => {
    const client = typeof role === 'string' ? clients[role] : role;
    const known = tokens.get(client.id);
    if (known !== undefined) return known;
    const answer = await fetch(deployment.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: fresh } = (await answer.json()) as { access_token: string };
    tokens.set(client.id, fresh);
    return fresh;
  };

  return {
    url: deployment.baseUrl,
    dataDir: '',
    clients: () => ({ [tenant]: clients }),
    token,
    fetchJson: async (
      role: Role | Client,
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) => {
      const answer = await fetch(`${deployment.baseUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await token(role)}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: answer.status, body: parsed(await answer.text()), headers: answer.headers };
    },
    control: embeddedAlone('a control API'),
    idle: await idleAt(place),
    stop: async () => undefined,
    kill: embeddedAlone('a process to kill'),
    restart: embeddedAlone('a process to restart'),
  };
};
