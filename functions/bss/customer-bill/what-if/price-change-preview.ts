import {
  PriceChangePreview,
  PriceChangePreviewCreate,
  PriceChangePreviewUpdate,
} from '../../../../schemas/billing/price-change-preview.ts';
import { staffOnly } from '../../../kernel/access/caller.ts';
import { lifecycle } from '../../../kernel/lifecycle/lifecycle.ts';
import { badRequest } from '../../../kernel/problem.ts';
import { read } from '../../../kernel/table/store.ts';
import type { HookContext, Identified } from '../../../kernel/tmf/resource.ts';
import { defineResource } from '../../../kernel/tmf/resource.ts';
import { capability } from '../capability.ts';
import { isBilled } from '../engine/as-if-priced.ts';
import { billedPrice } from '../kept/billed-catalogue.ts';

export type Study = Identified<PriceChangePreview>;

const studyLifecycle = lifecycle(['inProgress'], {
  inProgress: ['stopped', 'done'],
  stopped: ['inProgress'],
  done: [],
});

/** A change must be of a price that billing applies, and say one thing in the price's own currency. */
const assertChangeable = async (draft: Study, { caller }: HookContext): Promise<void> => {
  const ids = draft.priceChange.map(({ productOfferingPrice }) => productOfferingPrice.id);
  if (new Set(ids).size < ids.length) throw badRequest('priceChange: a price is named twice');
  for (const { productOfferingPrice, price, percentage } of draft.priceChange) {
    const { id } = productOfferingPrice;
    const known = (await read(billedPrice, caller.tenant, id))?.value.versions.at(-1);
    if (known === undefined) throw badRequest(`priceChange: price ${id} is not known to billing`);
    if (!isBilled(known))
      throw badRequest(
        `priceChange: ${id} is neither recurring nor one-time; what usage costs is rated record by record`,
      );
    if ((price === undefined) === (percentage === undefined))
      throw badRequest(`priceChange: ${id} needs a price or a percentage, one of them`);
    if (price !== undefined && (price.unit !== known.currency || price.value === undefined))
      throw badRequest(`priceChange: ${id} is in ${known.currency}`);
  }
};

/** Ours. A question about prices, with its answer as it grows: every change of it is the sign to go on. */
export const priceChangePreview = defineResource<Study>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'priceChangePreview',
  idPrefix: 'pcp',
  schema: {
    read: PriceChangePreview,
    create: PriceChangePreviewCreate,
    update: PriceChangePreviewUpdate,
  },
  operations: ['list', 'get', 'create', 'patch'],
  access: staffOnly,
  state: { attribute: 'state', lifecycle: studyLifecycle },
  beforeCreate: async (draft, context) => {
    await assertChangeable(draft, context);
    return { ...draft, creationDate: context.at };
  },
  beforePatch: (next, before) => {
    if (next.state === 'done' && before.state !== 'done')
      throw badRequest('It can be stopped, and go on; it is done by itself');
    return next;
  },
  events: { delete: null },
});
