import { join } from 'node:path';
import type { Place } from '../cloud/endpoint.ts';
import { placeOf } from '../cloud/endpoint.ts';
import { Refused } from '../cloud/refused.ts';
import { stages } from '../stages.ts';
import type { Logs } from './logs.ts';
import { cloudWatchLogs, logFiles } from './logs.ts';

/** A running system: its AWS APIs and its logs. The embedded runtime speaks the same protocols as AWS. */
export interface System {
  readonly place: Place;
  readonly logs: Logs;
  /** The embedded runtime's data folder. @default - it is deployed to a cloud */
  readonly dataDir?: string;
}

const hourMs = 3_600_000;

/** The embedded runtime at an address. */
export const embeddedSystem = (endpoint: string, dataDir: string): System => ({
  place: { endpoint, region: 'us-east-1', stage: stages.local, environment: {} },
  logs: logFiles(join(dataDir, 'logs')),
  dataDir,
});

/** What is deployed at a place; its logs are looked at from some hours ago on. */
export const deployedSystem = (place: Place, hours: number, nowMs: number): System => ({
  place,
  logs: cloudWatchLogs(place, nowMs - hours * hourMs),
});

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/_local/health`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** The cloud that the environment names, else the embedded runtime where it runs, else the emulated cloud that is up. */
export const systemOf = async (
  env: NodeJS.ProcessEnv,
  { hours, nowMs }: { readonly hours: number; readonly nowMs: number },
): Promise<System> => {
  const url = `http://127.0.0.1:${env['PORT'] ?? '8080'}`;
  const named = env['AWS_ENDPOINT_URL'] !== undefined || env['AWS_PROFILE'] !== undefined;
  if (!named && (await answers(url)))
    return embeddedSystem(url, env['DATA_DIR'] ?? '.strowger/data');
  const place = placeOf(env);
  if (place === undefined)
    throw new Refused('Nothing runs: npm start, or npm run cloud -- up, or set AWS_PROFILE');
  return deployedSystem(place, hours, nowMs);
};
