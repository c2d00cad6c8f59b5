import type { Instant } from '../../../kernel/clock.ts';
import { billRunEnded } from '../../../kernel/observability/metrics.ts';
import { lookupPartition } from '../../../kernel/table/keys.ts';
import { readIndex } from '../../../kernel/table/rows.ts';
import type { Write } from '../../../kernel/table/store.ts';
import { change, commitAll, creation, racing, read, readAll } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { billRun, type Run, scheduledRunId } from '../bill-run.ts';
import { billRunTurn, turnId } from '../kept/run-rows.ts';
import { progressOf } from './progress.ts';

/** More runs than this do not wait at once: one a day, and those that people start. */
const mostWaiting = 200;

const waitingRun = async (tenant: string): Promise<Run | undefined> => {
  const partition = lookupPartition(tenant, billRun.type, 'open', 'yes');
  const { sorts } = await readIndex('gsi3', partition, { limit: mostWaiting });
  const order = ({ cycleDate, creationDate = '' }: Run): string => `${cycleDate} ${creationDate}`;
  return (await readAll(billRun, tenant, sorts))
    .map(({ value }) => value)
    .filter(({ state }) => state === 'waiting')
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))[0];
};

/** The write that gives the turn to a run, or back; it fails where another changed it meanwhile. */
export const turnWrite = async (
  run: string | undefined,
  context: WriteContext,
): Promise<{ readonly holder: string | undefined; readonly write: Write }> => {
  const stored = await read(billRunTurn, context.caller.tenant, turnId);
  const value = { id: turnId, '@type': billRunTurn.type, ...(run !== undefined && { run }) };
  return {
    holder: stored?.value.run,
    write:
      stored === undefined
        ? creation(billRunTurn, value, context)
        : change(billRunTurn, stored, value, context),
  };
};

/** Starts the run that has waited longest, by the date that it bills, if none has the turn. */
export const startNext = (context: WriteContext): Promise<void> =>
  racing('the turn of bill runs', async () => {
    const { tenant } = context.caller;
    const found = await waitingRun(tenant);
    if (found === undefined) return true;
    const [turn, stored] = await Promise.all([
      turnWrite(found.id, context),
      read(billRun, tenant, found.id),
    ]);
    if (turn.holder !== undefined || stored?.value.state !== 'waiting') return true;
    const next: Run = {
      ...stored.value,
      state: 'inProgress',
      startDate: stored.value.startDate ?? context.at,
    };
    const started = change(billRun, stored, next, context, { attributes: false });
    return (await commitAll([started, turn.write])).committed;
  });

/** A run of the schedule is due at noon UTC of its date; one that a person starts has no time. */
const latenessOf = ({ id, cycleDate }: Run, at: Instant): number | undefined =>
  id === scheduledRunId(cycleDate)
    ? Math.max(0, Date.parse(at) - Date.parse(`${cycleDate}T12:00:00Z`))
    : undefined;

/** Ends a run, gives the turn back, and starts the next one. A run that was stopped meanwhile stays stopped. */
export const endRun = async (
  id: string,
  state: 'done' | 'failed',
  context: WriteContext,
  statusReason?: string,
): Promise<void> => {
  await racing(id, async () => {
    const { tenant } = context.caller;
    const [turn, stored] = await Promise.all([
      turnWrite(undefined, context),
      read(billRun, tenant, id),
    ]);
    if (turn.holder !== id) return true;
    if (stored?.value.state !== 'inProgress') return (await commitAll([turn.write])).committed;
    const { progress, failure } = await progressOf(tenant, stored.value, context.at);
    const next: Run = {
      ...stored.value,
      state,
      completionDate: context.at,
      progress,
      ...(failure.length > 0 && { failure }),
      ...(statusReason !== undefined && { statusReason }),
    };
    const ended = change(billRun, stored, next, context, { attributes: false });
    const { committed } = await commitAll([ended, turn.write]);
    if (committed) billRunEnded(state === 'done', progress.failed, latenessOf(next, context.at));
    return committed;
  });
  await startNext(context);
};
