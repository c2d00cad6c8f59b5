import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { commit, creation, read } from '../../kernel/table/store.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { billRun, scheduledRunId } from './bill-run.ts';
import { certify } from './books/certify.ts';
import { booksCertificate } from './books-certificate.ts';
import { isAnyDue, planRun } from './run/plan.ts';
import { billShard } from './run/shard.ts';
import { endRun } from './run/turn.ts';

const OfRun = z.object({ id: z.string() });
const OfShard = OfRun.extend({ shard: z.string() });
const Failed = OfRun.extend({ error: z.unknown() });
const Due = z.object({ dueAt: z.string() });

const isoDateLength = 10;

/** At noon UTC, the day has begun everywhere: all cycles that end with it are over. */
const openDueRun: Task = async ({ input }, context) => {
  const cycleDate = Due.parse(input).dueAt.slice(0, isoDateLength);
  if (!(await isAnyDue(context.caller.tenant, cycleDate))) return;
  const id = scheduledRunId(cycleDate);
  const run = {
    id,
    href: hrefOf(billRun, id),
    '@type': billRun.type,
    cycleDate,
    description: `Cycles that end on ${cycleDate}`,
    state: 'waiting',
    creationDate: context.at,
  } as const;
  await commit(creation(billRun, run, context));
};

const dayMs = 86_400_000;

/** One certificate a day, however often its tick comes. The books can be read as they are now, not as of a missed day. */
const certifyBooks: Task = async ({ input }, context) => {
  const { dueAt } = Due.parse(input);
  if (Date.parse(context.at) - Date.parse(dueAt) > dayMs) return;
  const id = derivedId(booksCertificate.idPrefix, dueAt);
  if ((await read(booksCertificate, context.caller.tenant, id)) !== undefined) return;
  const made = await certify(context.caller);
  const value = { ...made, id, href: hrefOf(booksCertificate, id), date: context.at };
  await commit(creation(booksCertificate, value, context));
};

/** The steps of bill-run, and what its schedule does. */
export const handler = taskHandler('customer-bill', {
  'open-due-run': openDueRun,
  'certify-books': certifyBooks,
  'plan-bill-run': ({ input }, context) => planRun(OfRun.parse(input).id, context),
  'bill-shard': ({ input }, context) => {
    const { id, shard } = OfShard.parse(input);
    return billShard(id, shard, context);
  },
  'close-bill-run': ({ input }, context) => endRun(OfRun.parse(input).id, 'done', context),
  'fail-bill-run': ({ input }, context) => {
    const { id, error } = Failed.parse(input);
    return endRun(id, 'failed', context, JSON.stringify(error));
  },
});
