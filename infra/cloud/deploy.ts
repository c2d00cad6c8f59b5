import { spawn } from 'node:child_process';
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

/** Bootstraps the account and region where that is not done yet, and deploys every stack. */
export const deploy = async (place: Place): Promise<void> => {
  await cdk(place, [
    'bootstrap',
    ...(place.endpoint === undefined ? [] : [`aws://${emulatedAccount}/${place.region}`]),
    '--progress',
    'events',
  ]);
  await cdk(place, ['deploy', '--all', '--require-approval', 'never', '--concurrency', '3']);
};

/** Takes every stack away; what is retained on purpose stays. */
export const destroy = (place: Place): Promise<void> => cdk(place, ['destroy', '--all', '--force']);
