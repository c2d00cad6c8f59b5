import {
  BillPresentationMedia,
  BillPresentationMediaCreate,
  BillPresentationMediaUpdate,
} from '../../../schemas/tmf/account/bill-presentation-media.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** TMF666. How a bill reaches who pays it. */
export const billPresentationMedia = defineResource<Identified<BillPresentationMedia>>({
  api: capability.api,
  source: 'bss.account',
  name: 'billPresentationMedia',
  idPrefix: 'bpm',
  schema: {
    read: BillPresentationMedia,
    create: BillPresentationMediaCreate,
    update: BillPresentationMediaUpdate,
  },
  access: catalogueAccess,
  // The contract has no events of these.
  events: untold,
});
