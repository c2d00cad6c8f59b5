import type { StageSettings } from '../stages.ts';
import { stageNamed } from '../stages.ts';
import { readStarted } from './state.ts';

/** Where the product is, or is to be, deployed. */
export interface Place {
  /** An emulated cloud's address. @default - AWS itself */
  readonly endpoint?: string;
  readonly region: string;
  readonly stage: StageSettings;
  /** What an AWS client or the CDK CLI needs in its environment to get there. */
  readonly environment: Readonly<Record<string, string>>;
}

const usualRegion = 'eu-central-1';

/** Emulated clouds take any credentials; those of a profile are never sent to one. */
const emulated = (endpoint: string, region: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_SESSION_TOKEN: '',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  // Buckets by path: a bucket's own host name would lead away from the loopback address.
  AWS_S3_FORCE_PATH_STYLE: 'true',
});

/**
 * The endpoint that `AWS_ENDPOINT_URL` names, else the one that `up` started, else AWS with the profile or credentials
 * in the environment. `STAGE` names the stage; an endpoint's is `emulated`, AWS's `dev`.
 */
export const placeOf = (env: NodeJS.ProcessEnv): Place | undefined => {
  const onAws = env['AWS_PROFILE'] !== undefined || env['AWS_ACCESS_KEY_ID'] !== undefined;
  const endpoint = env['AWS_ENDPOINT_URL'] ?? (onAws ? undefined : readStarted()?.url);
  if (endpoint === undefined && !onAws) return undefined;
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? usualRegion;
  const stage = stageNamed(env['STAGE'] ?? (endpoint === undefined ? 'dev' : 'emulated'));
  return endpoint === undefined
    ? { region, stage, environment: { AWS_REGION: region } }
    : { endpoint, region, stage, environment: emulated(endpoint, region) };
};
