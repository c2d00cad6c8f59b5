import { spawn } from 'node:child_process';
import {
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { nameOf } from '../names.ts';
import { awsSettings } from './aws.ts';
import type { Place } from './endpoint.ts';
import { Refused } from './refused.ts';
import { cloudDirectory } from './state.ts';

/** Runs the CDK's own command line tool, and shows what it says. */
const cdk = (place: Place, args: readonly string[]): Promise<void> =>
  new Promise((done, failed) => {
    const child = spawn(
      'node_modules/.bin/cdk',
      [
        ...args,
        '--context',
        `stage=${place.stage.name}`,
        '--output',
        `${cloudDirectory}/cdk.out`,
        '--no-notices',
      ],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {
          ...process.env,
          ...place.environment,
          PATH: `node_modules/.bin:${process.env['PATH'] ?? ''}`,
          CDK_DISABLE_CLI_TELEMETRY: '1',
          JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
        },
      },
    );
    child.on('error', failed);
    child.on('exit', (code) => {
      if (code === 0) done();
      else failed(new Refused(`cdk ${args[0]} ended with ${code}`));
    });
  });

/** Emulated clouds have one account, which the CDK cannot find out before it is deployed to. */
const emulatedAccount = '000000000000';

/**
 * The bootstrap's bucket refuses whatever does not come over TLS, and an emulated cloud on the loopback address has
 * none. Its policy says nothing else.
 */
const allowPlainHttp = async (place: Place): Promise<void> => {
  const client = new S3Client({ ...awsSettings(place), forcePathStyle: true });
  const Bucket = `cdk-hnb659fds-assets-${emulatedAccount}-${place.region}`;
  await client.send(new DeleteBucketPolicyCommand({ Bucket }));
};

/** Bootstraps the account and region where that is not done yet, and deploys every stack. */
export const deploy = async (place: Place): Promise<void> => {
  await cdk(place, [
    'bootstrap',
    ...(place.endpoint === undefined ? [] : [`aws://${emulatedAccount}/${place.region}`]),
  ]);
  if (place.endpoint?.startsWith('http:')) await allowPlainHttp(place);
  await cdk(place, [
    'deploy',
    '--all',
    '--require-approval',
    'never',
    '--concurrency',
    '3',
    '--progress',
    'bar',
  ]);
};

/** A bucket that holds anything is not deleted, so what a stage does not keep is taken out first, all versions of it. */
const emptyFiles = async (place: Place): Promise<void> => {
  const client = new S3Client({
    ...awsSettings(place),
    forcePathStyle: place.endpoint !== undefined,
  });
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  const own = (Buckets ?? []).filter(({ Name }) =>
    Name?.startsWith(`${nameOf(place.stage.name)}-`),
  );
  for (const { Name: Bucket } of own)
    for (;;) {
      const { Versions, DeleteMarkers } = await client.send(
        new ListObjectVersionsCommand({ Bucket }),
      );
      const Objects = [...(Versions ?? []), ...(DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
        Key,
        VersionId,
      }));
      if (Objects.length === 0) break;
      await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    }
};

/** Takes every stack away; what is retained on purpose stays. */
export const destroy = async (place: Place): Promise<void> => {
  if (!place.stage.keepsData) await emptyFiles(place);
  await cdk(place, ['destroy', '--all', '--force']);
};
