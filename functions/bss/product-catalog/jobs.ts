import { exportJobOf, importJobOf } from '../../kernel/jobs/job.ts';
import { capability } from './capability.ts';
import { kinds } from './kinds.ts';

const catalogue = {
  api: capability.api,
  source: 'bss.product-catalog',
  keyPrefix: 'ProductCatalog',
  kinds,
};

/** Fills the catalogue from a file. */
export const importJob = importJobOf(catalogue);
/** Takes the catalogue out to a file. */
export const exportJob = exportJobOf(catalogue);
