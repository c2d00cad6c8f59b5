import { exportJob, importJob } from './jobs.ts';
import { kinds } from './kinds.ts';

/** The resources of the API. */
export const resources = [...kinds, exportJob, importJob];
