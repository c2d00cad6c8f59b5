import { File, FileCreate } from '../../../schemas/files/file.ts';
import type { Access } from '../../kernel/access/caller.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** A file may hold whatever an operator loads or takes out, so only operations brings and fetches. */
export const exchangeAccess: Access = { operations: 'all', agent: 'none', customer: 'none' };

/** A file is what the store has of it: no row of the table stands for it. */
export const file = defineResource<File & { id: string }>({
  api: capability.api,
  source: 'oss.file-exchange',
  name: 'file',
  idPrefix: 'file',
  schema: { read: File, create: FileCreate },
  operations: ['list', 'get', 'create', 'delete'],
  access: exchangeAccess,
  hasTrail: false,
  events: untold,
});
