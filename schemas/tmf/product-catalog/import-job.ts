import type * as z from 'zod';
import * as shared from '../common-catalog.ts';

/** The three catalogues describe this job alike. */
export const ImportJob = shared.ImportJob;
export type ImportJob = z.infer<typeof ImportJob>;

/** What a client sends to create one. */
export const ImportJobCreate = shared.ImportJobCreate;
export type ImportJobCreate = z.infer<typeof ImportJobCreate>;
