import type { UsageCharges } from '../../../../schemas/events/usage-charges.ts';
import type { AccountRow } from '../kept/billed-account.ts';

/** Takes the newest totals of a subscription and period; older ones change nothing. */
export const hearUsage = (before: AccountRow, heard: UsageCharges): AccountRow => {
  const fromMs = Date.parse(heard.period.startDateTime);
  const isSame = (one: { readonly subscription: string; readonly fromMs: number }): boolean =>
    one.subscription === heard.subscription && one.fromMs === fromMs;
  const known = before.usage.find(isSame);
  if (known !== undefined && known.version >= heard.version) return before;
  const totals = {
    subscription: heard.subscription,
    fromMs,
    toMs: Date.parse(heard.period.endDateTime),
    version: heard.version,
    currency: heard.currency,
    lines: heard.lines,
  };
  return {
    ...before,
    sinceMs: Math.min(before.sinceMs, fromMs),
    usage: [...before.usage.filter((one) => !isSame(one)), totals].sort(
      (a, b) => a.fromMs - b.fromMs || (a.subscription < b.subscription ? -1 : 1),
    ),
  };
};
