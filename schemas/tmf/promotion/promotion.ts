import * as z from 'zod';
import { AttachmentRefOrValue, addressable, instant, list, TimePeriod, text } from '../common.ts';
import { PromotionPattern } from './parts.ts';

/** TMF671. What a customer gets, and for what. */
export const Promotion = z.strictObject({
  ...addressable,
  description: text,
  lastUpdate: instant,
  lifecycleStatus: text,
  name: text,
  promotionType: text,
  attachment: list(AttachmentRefOrValue),
  pattern: list(PromotionPattern),
  validFor: TimePeriod.optional(),
});
export type Promotion = z.infer<typeof Promotion>;

/** What a client sends to create a promotion. */
export const PromotionCreate = Promotion.omit({ id: true, href: true }).required({ name: true });
export type PromotionCreate = z.infer<typeof PromotionCreate>;

/** What a client may change of a promotion. */
export const PromotionUpdate = PromotionCreate.omit({ pattern: true }).partial();
export type PromotionUpdate = z.infer<typeof PromotionUpdate>;
