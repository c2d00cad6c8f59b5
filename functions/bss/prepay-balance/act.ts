import { setTimeout as pause } from 'node:timers/promises';
import type { ActionStatusType } from '../../../schemas/tmf/prepay-balance/parts.ts';
import { badRequest, Problem } from '../../kernel/problem.ts';
import type { Write } from '../../kernel/table/store.ts';
import { change, commit, commitAll, creation, read } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Entity, Resource } from '../../kernel/tmf/resource.ts';
import type { Moved } from './balance.ts';
import type { OwnBucket } from './bucket.ts';
import { bucket, movedWrite, unitsOf } from './bucket.ts';
import { entryOf } from './ledger-entry.ts';

/** What every action has that is kept. */
export interface OwnAction extends Entity {
  status: ActionStatusType;
  amount?: { amount?: number | undefined; units?: string | undefined } | undefined;
  bucket?: { id: string } | undefined;
  usageType?: OwnBucket['usageType'];
  reason?: string | undefined;
  relatedParty?: OwnBucket['relatedParty'];
  partyAccount?: OwnBucket['partyAccount'];
  requestedDate?: string | undefined;
  confirmationDate?: string | undefined;
}

/** A movement of one bucket that an action makes. */
export interface Move {
  readonly stored: Stored<OwnBucket>;
  readonly moved: Moved;
}

/** What an action does: movements, or the reason why it fails. */
export type Decision = readonly Move[] | string;

/** Rivals for one bucket each get their turn: forty sessions at once are a busy family. */
const mostRaces = 60;
const longestPauseMs = 40;

/** The bucket that an action names; one that is not there is a 400. */
export const bucketNamed = async (
  tenant: string,
  id: string | undefined,
): Promise<Stored<OwnBucket>> => {
  const stored = id === undefined ? undefined : await read(bucket, tenant, id);
  if (stored === undefined) throw badRequest(`bucket ${id ?? ''} is not known`);
  return stored;
};

/** Whole units of what an action asks for; another unit than the bucket's is a 400. */
export const amountFor = (
  action: Pick<OwnAction, 'amount' | 'usageType'>,
  { value }: Stored<OwnBucket>,
): number => {
  const units = value.remainingValue?.units;
  if (action.usageType !== undefined && action.usageType !== value.usageType)
    throw badRequest(`bucket ${value.id} holds ${value.usageType}, not ${action.usageType}`);
  if (action.amount?.units !== undefined && units !== undefined && action.amount.units !== units)
    throw badRequest(`bucket ${value.id} counts in ${units}, not in ${action.amount.units}`);
  return unitsOf(value.usageType, action.amount?.amount ?? 0);
};

/** Why a bucket cannot be used now, if it cannot. */
export const closedBecause = ({ value }: Stored<OwnBucket>, at: string): string | undefined => {
  if (value.status !== 'active') return `bucket ${value.id} is ${value.status}`;
  const { startDateTime, endDateTime } = value.validFor ?? {};
  const now = Date.parse(at);
  if (startDateTime !== undefined && now < Date.parse(startDateTime))
    return `bucket ${value.id} is valid from ${startDateTime} on`;
  if (endDateTime !== undefined && now >= Date.parse(endDateTime))
    return `bucket ${value.id} was valid until ${endDateTime}`;
  return undefined;
};

export const notEnough = ({ value }: Stored<OwnBucket>): string =>
  `not enough: ${value.remainingValue?.amount ?? 0} ${value.remainingValue?.units ?? ''} can be used`.trim();

const movements = (
  moves: readonly Move[],
  action: string,
  type: string,
  step: string,
  context: WriteContext,
): readonly Write[] =>
  moves.flatMap(({ stored, moved }) => [
    movedWrite(stored, moved, context),
    entryOf(stored.value, action, type, moved.postings, context, step),
  ]);

const waited = (race: number): Promise<void> => pause(Math.min(longestPauseMs, 2 * race));

const tooBusy = (): Problem =>
  new Problem(429, 'contended', 'The bucket is used by too many at once; try again');

type Events<T extends Entity> = Resource<T>['events'];

const telling = <T extends Entity>(
  declared: Resource<T>,
  events: Partial<Events<T>>,
): Resource<T> => ({
  ...declared,
  events: { ...declared.events, ...events },
});

/**
 * Does an action: the buckets it moves, the ledger's entries and the action itself are one transaction, each on the
 * condition that nobody was there between. One that cannot be done is kept too, as failed and with its reason.
 */
export const perform = async <T extends OwnAction>(
  declared: Resource<T>,
  value: T,
  context: WriteContext,
  status: ActionStatusType,
  decide: () => Promise<{ readonly decision: Decision; readonly of: Stored<OwnBucket> }>,
): Promise<T | undefined> => {
  for (let race = 0; race < mostRaces; race += 1) {
    const { decision, of } = await decide();
    const { relatedParty, partyAccount } = of.value;
    const known = { ...value, ...(relatedParty && { relatedParty }), requestedDate: context.at };
    const whose = {
      ...known,
      ...(known.partyAccount === undefined && partyAccount && { partyAccount }),
    };
    if (typeof decision === 'string') {
      const failed = { ...whose, status: 'failed' as const, reason: decision };
      const failure = telling(declared, { create: `${declared.type}FailureEvent` });
      return (await commit(creation(failure, failed, context))) ? failed : undefined;
    }
    const done = { ...whose, status, confirmationDate: context.at };
    const moves = movements(decision, value.id, declared.type, 'done', context);
    const { committed, lost } = await commitAll([
      creation(declared, done, context),
      ...moves,
    ]).catch(contended);
    if (committed) return done;
    if (lost.includes(0)) return undefined;
    await waited(race);
  }
  throw tooBusy();
};

/** Two transactions on one bucket: the other one goes on, and this one tries again. */
const contended = (error: unknown): { committed: boolean; lost: readonly number[] } => {
  if (error instanceof Error && error.name === 'Transient') return { committed: false, lost: [] };
  throw error;
};

/** Ends an action that waits: its bucket moves and its status changes together. */
export const conclude = async <T extends OwnAction>(
  declared: Resource<T>,
  before: Stored<T>,
  next: T,
  context: WriteContext,
  decide: () => Promise<Decision>,
): Promise<T | undefined> => {
  const cancels = next.status === 'cancelled';
  const told = telling(declared, { change: cancels ? `${declared.type}CancelEvent` : null });
  for (let race = 0; race < mostRaces; race += 1) {
    const decision = await decide();
    if (typeof decision === 'string') throw new Problem(409, 'conflict', decision);
    const moves = movements(decision, next.id, declared.type, next.status, context);
    const { committed, lost } = await commitAll([
      change(told, before, next, context),
      ...moves,
    ]).catch(contended);
    if (committed) return next;
    if (lost.includes(0)) return undefined;
    await waited(race);
  }
  throw tooBusy();
};
