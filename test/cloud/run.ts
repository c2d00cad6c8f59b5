import { spawn } from 'node:child_process';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { awsSettings } from '../../infra/cloud/aws.ts';
import { deploy, destroy } from '../../infra/cloud/deploy.ts';
import type { Place } from '../../infra/cloud/endpoint.ts';
import { placeOf } from '../../infra/cloud/endpoint.ts';
import { readStarted } from '../../infra/cloud/state.ts';
import { down, up } from '../../infra/cloud/up.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const jest = (): Promise<number> =>
  new Promise((done, failed) => {
    const child = spawn(
      'node_modules/.bin/jest',
      ['--config', 'test/cloud/jest.config.mjs', '--runInBand', ...process.argv.slice(2)],
      { stdio: 'inherit', env: { ...process.env, STROWGER_SYSTEM: 'cloud' } },
    );
    child.on('error', failed);
    child.on('exit', (code) => done(code ?? 1));
  });

/** Takes all stacks of a cloud of its own away, and looks for what is left. */
const leavesNothing = async (place: Place): Promise<number> => {
  await destroy(place);
  const settings = awsSettings(place);
  const [{ TableNames }, { logGroups }, { Stacks }] = await Promise.all([
    new DynamoDBClient(settings).send(new ListTablesCommand({})),
    new CloudWatchLogsClient(settings).send(new DescribeLogGroupsCommand({})),
    new CloudFormationClient(settings).send(new DescribeStacksCommand({})),
  ]);
  const left = [
    ...(TableNames ?? []),
    ...(logGroups ?? []).map(({ logGroupName }) => logGroupName ?? ''),
    ...(Stacks ?? []).map(({ StackName }) => StackName ?? ''),
  ].filter((name) => name.includes('strowger'));
  say(left.length === 0 ? 'Nothing is left' : `Left behind: ${left.join(', ')}`);
  return left.length === 0 ? 0 : 1;
};

/** Deploys to the cloud that is named or up, else to one of its own that ends with the tests. */
const main = async (): Promise<number> => {
  const wasUp = readStarted() !== undefined;
  if (placeOf(process.env) === undefined)
    await up(process.env['AWS_REGION'] ?? 'eu-central-1', say);
  try {
    const place = placeOf(process.env);
    if (place === undefined) throw new Error('The emulated cloud did not stay up');
    await deploy(place);
    const status = await jest();
    return wasUp || status !== 0 ? status : await leavesNothing(place);
  } finally {
    if (!wasUp) await down();
  }
};

process.exitCode = await main();
