import { exportJobOf, importJobOf } from '../../kernel/jobs/job.ts';
import { capability } from './capability.ts';
import { kinds } from './kinds.ts';

const catalogue = {
  api: capability.api,
  source: 'oss.service-catalog',
  keyPrefix: 'ServiceCatalog',
  kinds,
};

/** Fills the catalogue from a file. */
export const importJob = importJobOf(catalogue);
/** Takes the catalogue out to a file. */
export const exportJob = exportJobOf(catalogue);
