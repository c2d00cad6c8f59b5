import type * as z from 'zod';
import * as shared from '../common-catalog.ts';

/** The three catalogues describe this job alike. */
export const ExportJob = shared.ExportJob;
export type ExportJob = z.infer<typeof ExportJob>;

/** What a client sends to create one. */
export const ExportJobCreate = shared.ExportJobCreate;
export type ExportJobCreate = z.infer<typeof ExportJobCreate>;
