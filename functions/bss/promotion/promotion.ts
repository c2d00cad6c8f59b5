import {
  Promotion,
  PromotionCreate,
  PromotionUpdate,
} from '../../../schemas/tmf/promotion/promotion.ts';
import { catalogueAccess } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { stampedAtCreate, stampedAtPatch } from '../../kernel/tmf/stamps.ts';
import { capability } from './capability.ts';
import { assertUnderstood } from './understood.ts';

/** TMF671's suggested states; the moves are ours. Only what is released counts on a bill. */
const promotionLifecycle = lifecycle(['draft'], {
  draft: ['test', 'waitForApproval', 'retirement'],
  test: ['draft', 'waitForApproval', 'retirement'],
  waitForApproval: ['draft', 'release', 'retirement'],
  release: ['suspend', 'retirement'],
  suspend: ['release', 'retirement'],
  retirement: [],
});

/** TMF671. What customers get, and for what. */
export const promotion = defineResource<Identified<Promotion>>({
  api: capability.api,
  source: 'bss.promotion',
  name: 'promotion',
  idPrefix: 'pro',
  schema: { read: Promotion, create: PromotionCreate, update: PromotionUpdate },
  access: catalogueAccess,
  state: { attribute: 'lifecycleStatus', lifecycle: promotionLifecycle },
  beforeCreate: (draft, context) => {
    assertUnderstood(draft.pattern ?? []);
    return stampedAtCreate(draft, context);
  },
  beforePatch: stampedAtPatch,
});
