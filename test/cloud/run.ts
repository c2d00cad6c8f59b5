import { spawn } from 'node:child_process';
import { deploy } from '../../infra/cloud/deploy.ts';
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

/** Deploys to the cloud that is named or up, else to one of its own that ends with the tests. */
const main = async (): Promise<number> => {
  const wasUp = readStarted() !== undefined;
  if (placeOf(process.env) === undefined)
    await up(process.env['AWS_REGION'] ?? 'eu-central-1', say);
  try {
    const place = placeOf(process.env);
    if (place === undefined) throw new Error('The emulated cloud did not stay up');
    await deploy(place);
    return await jest();
  } finally {
    if (!wasUp) await down();
  }
};

process.exitCode = await main();
