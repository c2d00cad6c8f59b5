import { HeldOrder, HeldOrderUpdate } from '../../../schemas/ordering/held-order.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest, conflict } from '../../kernel/problem.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

const heldLifecycle = lifecycle(['waiting'], {
  waiting: ['answered', 'withdrawn'],
  answered: [],
  withdrawn: [],
});

export type Held = Identified<HeldOrder>;

/** Ours. Each wait of a service order for a person, found while it waits; answering it moves the order on. */
export const heldOrder = defineResource<Held>({
  api: capability.api,
  source: 'oss.service-ordering',
  name: 'heldOrder',
  idPrefix: 'hld',
  schema: { read: HeldOrder, update: HeldOrderUpdate },
  operations: ['list', 'get', 'patch'],
  access: staffOnly,
  state: { attribute: 'state', lifecycle: heldLifecycle },
  lookup: { attribute: 'state', value: ({ state }) => (state === 'waiting' ? state : undefined) },
  events: { create: null, change: null, delete: null },
  shards: 4,
  beforePatch: (next, before, { at }) => {
    if (before.state !== 'waiting')
      throw conflict(`${before.id} is ${before.state}: it waits for no answer`);
    if (next.answer === undefined) throw badRequest('answer: retry, skip or undo');
    return { ...next, state: 'answered', answerDate: at };
  },
});

/** An order may be held again after it was answered: each time is one of its own. */
export const heldId = (orderId: string, times: number): string =>
  derivedId(heldOrder.idPrefix, orderId, String(times));
