import type { BillRunProgress } from '../../../../schemas/billing/bill-run.ts';
import type { Instant } from '../../../kernel/clock.ts';
import { readAll } from '../../../kernel/table/store.ts';
import { money } from '../bill-body.ts';
import type { Run } from '../bill-run.ts';
import { billRunShard, type ShardResult } from '../kept/run-rows.ts';
import { shardId } from './plan.ts';

const mostFailures = 100;

const summed = (results: readonly ShardResult[]): Readonly<Record<string, number>> => {
  const totals: Record<string, number> = {};
  for (const one of results)
    for (const [unit, micros] of Object.entries(one.totals))
      totals[unit] = (totals[unit] ?? 0) + micros;
  return totals;
};

const countOf = (results: readonly ShardResult[], of: (one: ShardResult) => number): number =>
  results.reduce((total, one) => total + of(one), 0);

/** When the run will be done if it goes on as it went. */
const expectedEnd = (
  startDate: string | undefined,
  at: Instant,
  done: number,
  accounts: number,
): Instant | undefined => {
  if (startDate === undefined || done === 0 || done >= accounts) return undefined;
  const startMs = Date.parse(startDate);
  return new Date(startMs + ((Date.parse(at) - startMs) * accounts) / done).toISOString();
};

export interface Progress {
  readonly progress: BillRunProgress;
  readonly failure: { billingAccount: string; reason: string }[];
}

/** How far a run is, added up over its shards. */
export const progressOf = async (tenant: string, run: Run, at: Instant): Promise<Progress> => {
  const ids = Array.from({ length: run.shards ?? 0 }, (_, index) => shardId(run.id, index));
  const rows = await readAll(billRunShard, tenant, ids);
  const results = rows.flatMap(({ value }) => value.result ?? []);
  const done = countOf(
    rows.map(({ value }) => value).flatMap(({ result }) => result ?? []),
    ({ billed, held, nothing, failures }) => billed + held + nothing + failures.length,
  );
  const accounts = run.progress?.accounts ?? 0;
  const expected =
    run.state === 'inProgress' ? expectedEnd(run.startDate, at, done, accounts) : undefined;
  return {
    progress: {
      accounts,
      done,
      billed: countOf(results, ({ billed }) => billed),
      held: countOf(results, ({ held }) => held),
      nothingToBill: countOf(results, ({ nothing }) => nothing),
      failed: countOf(results, ({ failures }) => failures.length),
      total: Object.entries(summed(results)).map(([unit, micros]) => money(unit, micros)),
      ...(expected !== undefined && { expectedCompletionDate: expected }),
    },
    failure: results
      .flatMap(({ failures }) => failures)
      .slice(0, mostFailures)
      .map(({ account, reason }) => ({ billingAccount: account, reason })),
  };
};
