import * as z from 'zod';
import { addressable, instant, text } from '../tmf/common.ts';
import { ServiceOrderRef } from '../tmf/service-ordering/parts.ts';

/** What a person may say to an order that waits: ask again, take it as answered well, or take the order back. */
export const HeldOrderAnswer = z.enum(['retry', 'skip', 'undo']);
export type HeldOrderAnswer = z.infer<typeof HeldOrderAnswer>;

/** A service order that waits for a person, because nobody knows whether the network has done what it was asked. */
export const HeldOrder = z.strictObject({
  ...addressable,
  serviceOrder: ServiceOrderRef,
  reason: z.string(),
  heldDate: z.iso.datetime(),
  /** `withdrawn` where the order was cancelled, or had waited too long. */
  state: z.enum(['waiting', 'answered', 'withdrawn']),
  answer: HeldOrderAnswer.optional(),
  answerDate: instant,
  /** Why it was answered so. */
  note: text,
});
export type HeldOrder = z.infer<typeof HeldOrder>;

/** What a client sends to answer. */
export const HeldOrderUpdate = HeldOrder.pick({ answer: true, note: true });
