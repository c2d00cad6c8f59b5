import { badRequest, conflict } from '../../kernel/problem.ts';
import { change, commit, creation, deletion } from '../../kernel/table/store.ts';
import type { ExtraEvent, Stored, WriteContext } from '../../kernel/table/stored.ts';
import type { Resource } from '../../kernel/tmf/resource.ts';
import { collect, recycle, rerate } from './collect/collect.ts';
import { usageId } from './explain.ts';
import { findUsage, whereIs } from './find-usage.ts';
import { recordFrom } from './from-usage.ts';
import { guide } from './guide/guide.ts';
import type { OwnUsage } from './plain-usage.ts';
import { plainUsage } from './plain-usage.ts';
import { usageTypes } from './rating/compile.ts';

/** A version for the ETag: what is shown changes only when the account does. */
const asStored = (value: OwnUsage, version: number): Stored<OwnUsage> => ({
  value,
  version,
  hidden: {},
  changes: [],
});

const readUsage = async (tenant: string, id: string): Promise<Stored<OwnUsage> | undefined> => {
  const found = await whereIs(tenant, id);
  if (found === undefined) return undefined;
  if ('unrated' in found) return found.unrated;
  return asStored(found.usage, 'account' in found ? found.account.version : 1);
};

/** Kinds that are rated; any other is kept as it is. */
const isRated = ({ usageType }: OwnUsage): boolean => usageTypes.some((one) => one === usageType);

const event = (eventType: string, usage: OwnUsage): ExtraEvent => ({
  eventType,
  resource: 'usage',
  payload: { ...usage },
});

const createUsage = async (
  value: OwnUsage,
  context: WriteContext,
  hidden: Readonly<Record<string, unknown>>,
): Promise<OwnUsage | undefined> => {
  if (!isRated(value)) {
    const write = creation(plainUsage, value, context, { hidden: { ...hidden } });
    return (await commit(write)) ? value : undefined;
  }
  const record = recordFrom(value, value.id, context.at);
  const id = usageId(record);
  await collect([record], context, { events: [event('UsageCreateEvent', { ...value, id })] });
  return (await whereIs(context.caller.tenant, id))?.usage;
};

/** Replaces a record that was wrong, or rates it again; its account is rated anew, and the charges tell the difference. */
const changeUsage = async (
  before: Stored<OwnUsage>,
  next: OwnUsage,
  context: WriteContext,
  attributes: boolean,
): Promise<OwnUsage | undefined> => {
  const { tenant } = context.caller;
  const found = await whereIs(tenant, before.value.id);
  if (found === undefined) return undefined;
  if ('unrated' in found)
    return (await commit(change(plainUsage, before, next, context, { attributes })))
      ? next
      : undefined;
  if ('reject' in found) {
    await recycle(found.reject, context);
    return (await whereIs(tenant, before.value.id))?.usage;
  }
  const { scope, month } = found.account.value;
  const { record } = found.kept;
  const corrected = {
    ...recordFrom(next, record.id, context.at),
    id: record.id,
    source: record.source,
  };
  const { shares } = await guide(tenant, [corrected]);
  const [share] = shares;
  if (share === undefined || share.scope !== scope || share.month !== month)
    throw conflict(
      'The corrected record would belong to another account or month; delete this one and send it anew',
    );
  await rerate(scope, month, context, {
    without: (one) => one.record.id === record.id && one.record.source === record.source,
    records: share.records,
    events: [event(eventOfChange(before.value, next), next)],
  });
  return (await whereIs(tenant, usageId(corrected)))?.usage;
};

const eventOfChange = (before: OwnUsage, next: OwnUsage): string =>
  before.status === next.status ? 'UsageAttributeValueChangeEvent' : 'UsageStateChangeEvent';

const removeUsage = async (before: Stored<OwnUsage>, context: WriteContext): Promise<boolean> => {
  const found = await whereIs(context.caller.tenant, before.value.id);
  if (found === undefined) return true;
  if ('unrated' in found) return commit(deletion(plainUsage, before, context));
  if ('reject' in found)
    throw conflict('A record that waits is not deleted: mend its cause, or correct it');
  const { scope, month } = found.account.value;
  const { record } = found.kept;
  await rerate(scope, month, context, {
    without: (one) => one.record.id === record.id && one.record.source === record.source,
    events: [event('UsageDeleteEvent', before.value)],
  });
  return true;
};

const assertSettable = ({ status }: OwnUsage): void => {
  if (status !== 'rerated' && status !== 'recycled')
    throw badRequest(
      `status ${status} is set by rating and billing; rerated and recycled can be set`,
    );
};

/** TMF635. A record that was used; those that are rated are kept with the others of their line and month. */
export const usage: Resource<OwnUsage> = {
  ...plainUsage,
  lookup: { attribute: 'subscription', value: () => undefined },
  beforePatch: (next, before) => {
    if (next.status !== before.status) assertSettable(next);
    return next;
  },
  kept: {
    find: findUsage,
    read: readUsage,
    create: createUsage,
    change: changeUsage,
    remove: removeUsage,
  },
};
