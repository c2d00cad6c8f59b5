import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { percentile, type Row } from './measure.ts';

const bundles = '.strowger/bundles';
const runs = 5;

export const budget = { kilobytes: 450, initMs: 100 };

/** What a bundle's top level needs to run, as the Lambda service gives it. */
const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  ISSUER: 'http://127.0.0.1:1',
  TABLE_NAME: 't',
  BUS_NAME: 'b',
  STAGE: 'local',
  CAPABILITY: 'bench',
  POWERTOOLS_SERVICE_NAME: 'bench',
  NODE_OPTIONS: '',
};

/** Milliseconds to load a bundle in a fresh process, without the process's own start. */
const initMs = (file: string): number => {
  const script = `const t=performance.now();require(${JSON.stringify(resolve(file))});process.stdout.write(String(performance.now()-t),()=>process.exit(0))`;
  return Number(execFileSync(process.execPath, ['-e', script], { env: environment }).toString());
};

/** Every function's size and cold start, the largest first. */
export const coldSection = (): readonly Row[] =>
  readdirSync(bundles)
    .filter((key) => existsSync(join(bundles, key, 'index.js')))
    .map((key) => {
      const file = join(bundles, key, 'index.js');
      const kilobytes = Math.round(statSync(file).size / 1000);
      const init = Number(
        percentile(
          Array.from({ length: runs }, () => initMs(file)),
          0.5,
        ).toFixed(1),
      );
      const within = kilobytes <= budget.kilobytes && init <= budget.initMs;
      return { function: key, kB: kilobytes, 'init ms': init, budget: within ? 'ok' : 'over' };
    })
    .sort((one, other) => other.kB - one.kB);
