import * as z from 'zod';
import { Bucket, BucketCreate, BucketUpdate } from '../../../schemas/tmf/prepay-balance/bucket.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import { decimalOf, microsOf } from '../../kernel/money.ts';
import { badRequest, reasonOf } from '../../kernel/problem.ts';
import type { Write } from '../../kernel/table/store.ts';
import { change, commitAll, creation } from '../../kernel/table/store.ts';
import type { ExtraEvent, Stored, WriteContext } from '../../kernel/table/stored.ts';
import { setTimer, timersOf } from '../../kernel/table/timer.ts';
import type { Identified, Resource } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong, untold } from '../../kernel/tmf/resource.ts';
import type { Balance, Moved } from './balance.ts';
import { empty, putIn, takeOut } from './balance.ts';
import { entryOf } from './bookkeeping.ts';
import { capability } from './capability.ts';

export type OwnBucket = Identified<Bucket>;

/** The transitions are ours: TM Forum names the states alone. */
const bucketLifecycle = lifecycle(['active'], {
  active: ['suspended', 'expired'],
  suspended: ['active', 'expired'],
  expired: [],
});

const KeptBalance = z.object({
  available: z.int(),
  reserved: z.int(),
  full: z.int(),
  told: z.array(z.number()),
});

/** The balance in whole units, as it is kept; the decimals beside are made of it. */
export const balanceOf = (stored: Stored<OwnBucket>): Balance =>
  KeptBalance.parse(stored.hidden['balance'] ?? empty);

/** Whole units of an amount: millionths of money; a fraction of anything else is a 400. */
export const unitsOf = (usageType: Bucket['usageType'], amount: number): number => {
  try {
    if (usageType === 'monetary') return microsOf(amount);
  } catch (error) {
    throw badRequest(reasonOf(error));
  }
  if (Number.isSafeInteger(amount)) return amount;
  throw badRequest(`${amount} is no whole number of ${usageType} units`);
};

export const amountOf = (usageType: Bucket['usageType'], units: number): number =>
  usageType === 'monetary' ? decimalOf(units) : units;

/** The bucket as its balance says it. `remainingValue` is what can be used now; what is reserved stands apart. */
export const shownWith = (bucket: OwnBucket, balance: Balance): OwnBucket => {
  const units = bucket.remainingValue?.units;
  const quantity = (value: number) => ({
    amount: amountOf(bucket.usageType, value),
    ...(units !== undefined && { units }),
  });
  return {
    ...bucket,
    remainingValue: quantity(balance.available),
    reservedValue: quantity(balance.reserved),
  };
};

const thresholdEvent = (bucket: OwnBucket, percentUsed: number): ExtraEvent => ({
  eventType: 'BucketThresholdEvent',
  resource: 'bucketThreshold',
  payload: { bucket: { ...bucket }, percentUsed },
});

/** The write by which a movement reaches its bucket; thresholds that it passed are told by the same write. */
export const movedWrite = (
  stored: Stored<OwnBucket>,
  moved: Moved,
  context: WriteContext,
): Write => {
  const value = shownWith(stored.value, moved.balance);
  const extra = moved.thresholds.map((percent) => thresholdEvent(value, percent));
  const hidden = { ...stored.hidden, balance: moved.balance };
  return change(bucket, { ...stored, changes: [] }, value, context, { hidden, extra });
};

/** When a bucket's time is over. */
export const bucketTimers = timersOf(capability.api, 'bss.prepay-balance', 'BucketTimer');

/** A bucket with an end is looked at then; the reminder comes first, so that none can be missing. */
const remindOfEnd = async ({ id, validFor }: OwnBucket, context: WriteContext): Promise<void> => {
  const end = validFor?.endDateTime;
  if (end !== undefined) await setTimer(bucketTimers, id, new Date(end).toISOString(), context);
};

const openBucket = async (
  value: OwnBucket,
  context: WriteContext,
  hidden: Readonly<Record<string, unknown>>,
): Promise<OwnBucket | undefined> => {
  const amount = unitsOf(value.usageType, value.remainingValue?.amount ?? 0);
  const opened = putIn(value.id, empty, amount, 'opening');
  if (opened === undefined) throw badRequest('remainingValue.amount is at least 0');
  await remindOfEnd(value, context);
  const made = shownWith(
    { ...value, requestedDate: context.at, confirmationDate: context.at },
    opened.balance,
  );
  const writes = [
    creation(bucket, made, context, { hidden: { ...hidden, balance: opened.balance } }),
    ...(amount === 0 ? [] : [entryOf(made, value.id, 'Bucket', opened.postings, context)]),
  ];
  return (await commitAll(writes)).committed ? made : undefined;
};

/** An expired bucket keeps nothing: what was left goes to the ledger's `expired`. */
export const changeBucket = async (
  before: Stored<OwnBucket>,
  next: OwnBucket,
  context: WriteContext,
): Promise<OwnBucket | undefined> => {
  if (next.validFor?.endDateTime !== before.value.validFor?.endDateTime)
    await remindOfEnd(next, context);
  const balance = balanceOf(before);
  const left = next.status === 'expired' ? balance.available : 0;
  const moved = left === 0 ? undefined : takeOut(next.id, balance, left, 'expired');
  const value = moved === undefined ? next : shownWith(next, moved.balance);
  const hidden = { ...before.hidden, ...(moved && { balance: moved.balance }) };
  const writes = [
    change(bucket, before, value, context, { hidden }),
    ...(moved === undefined
      ? []
      : [entryOf(value, value.id, 'Bucket', moved.postings, context, 'expired')]),
  ];
  return (await commitAll(writes)).committed ? value : undefined;
};

/** TMF654. Operators open buckets; actions alone move what is in them. */
export const bucket: Resource<OwnBucket> = defineResource<OwnBucket>({
  api: capability.api,
  source: 'bss.prepay-balance',
  name: 'bucket',
  idPrefix: 'bkt',
  schema: { read: Bucket, create: BucketCreate, update: BucketUpdate },
  operations: ['list', 'get', 'create', 'patch'],
  access: customerReads,
  state: { attribute: 'status', lifecycle: bucketLifecycle },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  lookup: { attribute: 'partyAccount.id', value: ({ partyAccount }) => partyAccount?.id },
  events: untold,
  moreEvents: ['BucketThresholdEvent'],
  shards: 16,
  kept: { create: openBucket, change: changeBucket },
});
