import type { Place } from './endpoint.ts';

/** What an SDK client needs to reach a place: an emulated cloud's address and its credentials, or AWS's usual chain. */
export const awsSettings = ({ endpoint, region }: Place) => ({
  region,
  ...(endpoint !== undefined && {
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }),
});
