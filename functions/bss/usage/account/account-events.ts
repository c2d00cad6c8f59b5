import type { UsageCharges } from '../../../../schemas/events/usage-charges.ts';
import { usageChargesChangeEvent } from '../../../../schemas/events/usage-charges.ts';
import type { ExtraEvent, WriteContext } from '../../../kernel/table/stored.ts';
import { monthNamed } from '../rating/month.ts';
import type { AccountLine, PaidShare, UsageAccount } from './account.ts';
import { sharesOf } from './shares.ts';

/** The event by which a month that changed late tells the next one what it carries over. */
const usageCarryChangeEvent = 'UsageCarryChangeEvent';

const chargesOf = (
  account: UsageAccount,
  line: AccountLine,
  { billingAccount, party, version, charges }: PaidShare,
): UsageCharges => {
  const { startMs, endMs } = monthNamed(account.month, account.timeZone);
  return {
    subscription: line.subscription,
    billingAccount,
    party,
    currency: line.currency,
    period: {
      startDateTime: new Date(startMs).toISOString(),
      endDateTime: new Date(endMs).toISOString(),
    },
    version,
    lines: charges,
  };
};

/** One event for each line and payer whose charges changed; and one for the next month, if there may be one already. */
export const eventsOf = (
  before: UsageAccount | undefined,
  after: UsageAccount,
  { at }: WriteContext,
  rollsOver: boolean,
): readonly ExtraEvent[] => {
  const versions = new Map(before?.lines.map((line) => [line.subscription, line.version]));
  const changed = after.lines.filter(
    ({ subscription, version }) => versions.get(subscription) !== version,
  );
  const over = Date.parse(at) >= monthNamed(after.month, after.timeZone).endMs;
  const { scope, month } = after;
  return [
    ...changed.flatMap((line) =>
      sharesOf(line)
        .filter(({ version }) => version === line.version)
        .map((share) => ({
          eventType: usageChargesChangeEvent,
          resource: 'usageCharges',
          payload: chargesOf(after, line, share),
        })),
    ),
    ...(over && rollsOver && changed.length > 0
      ? [
          {
            eventType: usageCarryChangeEvent,
            resource: 'usageCarry',
            payload: { scope, month },
          },
        ]
      : []),
  ];
};
