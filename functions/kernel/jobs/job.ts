import * as z from 'zod';
import {
  type ExportJob,
  ExportJobCreate,
  ExportJob as ExportJobSchema,
  type ImportJob,
  ImportJobCreate,
  ImportJob as ImportJobSchema,
} from '../../../schemas/tmf/common-catalog.ts';
import type { Access } from '../access/caller.ts';
import type { Api } from '../capability.ts';
import { exchangePlace } from '../files/exchange.ts';
import { fileHead } from '../files/store.ts';
import { lifecycle } from '../lifecycle/lifecycle.ts';
import { badRequest } from '../problem.ts';
import type { AnyResource, CreateContext, Identified, Resource } from '../tmf/resource.ts';
import { defineResource } from '../tmf/resource.ts';
import { kindsAt, queriesFor } from './kinds.ts';
import { formatOf, mostFileBytes } from './rows.ts';

/** The contracts have the four states and no diagram. */
export const jobLifecycle = lifecycle(['Not Started'], {
  'Not Started': ['Running', 'Failed'],
  Running: ['Succeeded', 'Failed'],
  Succeeded: [],
  Failed: [],
});

/** What a job keeps to itself: who asked for it, where the API stands for them, and how far it is. */
export const JobMemory = z.object({
  by: z.string(),
  origin: z.string(),
  /** Rows that are done, and the byte behind the last of them. */
  rows: z.int().default(0),
  bytes: z.int().default(0),
  created: z.int().default(0),
  updated: z.int().default(0),
  unchanged: z.int().default(0),
});
export type JobMemory = z.infer<typeof JobMemory>;

export type StoredImportJob = Identified<ImportJob>;
export type StoredExportJob = Identified<ExportJob>;

/** Whoever fills a catalogue, or takes it out whole, is operations. */
const jobAccess: Access = { operations: 'all', agent: 'read', customer: 'none' };

/** The API whose catalogue the jobs fill and take out. */
export interface Catalogue {
  readonly api: Api;
  readonly source: string;
  /** What the jobs' keys begin with: three catalogues have jobs of the same names. */
  readonly keyPrefix: string;
  /** What a file may hold. */
  readonly kinds: readonly AnyResource[];
}

const started = <T extends StoredExportJob>(
  draft: T,
  { at, caller, origin, hide }: CreateContext,
): T => {
  hide({ by: caller.subject, origin });
  const unset = { completionDate: undefined, errorLog: undefined };
  return { ...draft, ...unset, creationDate: at, status: 'Not Started' };
};

const assertFile = async (url: string, { caller, origin }: CreateContext): Promise<void> => {
  const head = await fileHead(exchangePlace(url, caller.tenant, origin));
  if (head === undefined) throw badRequest(`url: there is no file at ${url}`);
  if (head.bytes > mostFileBytes)
    throw badRequest(`url: the file has ${head.bytes} bytes; at most ${mostFileBytes} can be read`);
};

const common = ({ api, source }: Catalogue) => ({
  api,
  source,
  operations: ['list', 'get', 'create', 'delete'] as const,
  access: jobAccess,
  state: { attribute: 'status', lifecycle: jobLifecycle },
});

/** TMF620, TMF633, TMF634. Resources of a file become resources of the catalogue. */
export const importJobOf = (catalogue: Catalogue): Resource<StoredImportJob> =>
  defineResource<StoredImportJob>({
    ...common(catalogue),
    name: 'importJob',
    idPrefix: 'imp',
    keyType: `${catalogue.keyPrefix}ImportJob`,
    schema: { read: ImportJobSchema, create: ImportJobCreate },
    events: { change: null, delete: null },
    beforeCreate: async (draft, context) => {
      kindsAt(catalogue.kinds, draft.path);
      formatOf(draft.contentType);
      await assertFile(draft.url ?? '', context);
      return started(draft, context);
    },
  });

/** TMF620, TMF633, TMF634. The catalogue, or a part of it, is written to a file. */
export const exportJobOf = (catalogue: Catalogue): Resource<StoredExportJob> =>
  defineResource<StoredExportJob>({
    ...common(catalogue),
    name: 'exportJob',
    idPrefix: 'exp',
    keyType: `${catalogue.keyPrefix}ExportJob`,
    schema: { read: ExportJobSchema, create: ExportJobCreate },
    events: { change: null, delete: null },
    beforeCreate: (draft, context) => {
      queriesFor(kindsAt(catalogue.kinds, draft.path), draft.query);
      formatOf(draft.contentType);
      exchangePlace(draft.url ?? '', context.caller.tenant, context.origin);
      return started(draft, context);
    },
  });
