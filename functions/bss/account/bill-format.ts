import {
  BillFormat,
  BillFormatCreate,
  BillFormatUpdate,
} from '../../../schemas/tmf/account/bill-format.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** TMF666. How a bill is laid out. */
export const billFormat = defineResource<Identified<BillFormat>>({
  api: capability.api,
  source: 'bss.account',
  name: 'billFormat',
  idPrefix: 'bfm',
  schema: {
    read: BillFormat,
    create: BillFormatCreate,
    update: BillFormatUpdate,
  },
  access: catalogueAccess,
  // The contract has no events of these.
  events: untold,
});
