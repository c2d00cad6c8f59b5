import { BooksCertificate } from '../../../schemas/billing/books-certificate.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { certify } from './books/certify.ts';
import { capability } from './capability.ts';

/** Ours. Made each day by a schedule, or by operations at any time; nobody changes one. */
export const booksCertificate = defineResource<Identified<BooksCertificate>>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'booksCertificate',
  idPrefix: 'bks',
  schema: { read: BooksCertificate, create: BooksCertificate.pick({ '@type': true }) },
  operations: ['list', 'get', 'create'],
  access: staffOnly,
  events: untold,
  beforeCreate: async (draft, { caller, at }) => ({
    ...(await certify(caller)),
    ...draft,
    date: at,
  }),
});
