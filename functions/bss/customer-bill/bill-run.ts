import { BillRun, BillRunCreate, BillRunUpdate } from '../../../schemas/billing/bill-run.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

const runLifecycle = lifecycle(['waiting'], {
  waiting: ['inProgress', 'stopped'],
  inProgress: ['done', 'stopped', 'failed'],
  stopped: ['waiting'],
  failed: ['waiting'],
  done: [],
});

export type Run = Identified<BillRun>;

/** Runs of a tenant go one after the other: a bill is made from the one before it. */
export const billRun = defineResource<Run>({
  api: capability.api,
  source: 'bss.customer-bill',
  name: 'billRun',
  idPrefix: 'br',
  schema: { read: BillRun, create: BillRunCreate, update: BillRunUpdate },
  operations: ['list', 'get', 'create', 'patch'],
  access: staffOnly,
  state: { attribute: 'state', lifecycle: runLifecycle },
  events: { change: null, delete: null },
  lookup: { attribute: 'open', value: ({ state }) => (isOpen(state) ? 'yes' : undefined) },
  beforeCreate: (draft, { at }) => {
    if (draft.cycleDate > at.slice(0, 10))
      throw badRequest(`cycleDate: ${draft.cycleDate} is still to come; a preview shows it`);
    return { ...draft, creationDate: at };
  },
  beforePatch: (next, before) => {
    if (next.state !== before.state && next.state !== 'stopped' && next.state !== 'waiting')
      throw badRequest('A run can be stopped, and go on as waiting; everything else is its own');
    return next;
  },
});

const isOpen = (state: string | undefined): boolean =>
  state === 'waiting' || state === 'inProgress';

/** The one run of all accounts of a date. */
export const scheduledRunId = (cycleDate: string): string =>
  derivedId(billRun.idPrefix, 'scheduled', cycleDate);
