import type { UsageChargeLine } from '../../../../schemas/events/usage-charges.ts';
import type { Tariff } from '../rating/compile.ts';
import type { Rated } from '../rating/rate.ts';
import type { AccountLine, PaidShare } from './account.ts';
import type { ChargeSums } from './charges.ts';
import { chargeSums, merged } from './charges.ts';

/** Who pays for a record: the account that had the line when it was used. */
export type Payer = Pick<PaidShare, 'billingAccount' | 'party'>;

/** Sums of one line by who pays them, while records are added. */
export interface ShareSums {
  add(payer: Payer, tariff: Tariff, rated: Rated): void;
  /** What the line costs now, and whether that is another amount than before. */
  close(
    line: AccountLine,
    anew: boolean,
  ): Pick<AccountLine, 'charges' | 'shares'> & { readonly same: boolean };
}

/** What each account pays of a line. */
export const sharesOf = ({
  shares,
  billingAccount,
  party,
  version,
  charges,
}: AccountLine): readonly PaidShare[] =>
  shares ?? (version === 0 ? [] : [{ billingAccount, party, version, charges }]);

const isSame = (one: readonly UsageChargeLine[], other: readonly UsageChargeLine[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** A share that changed has the line's next version. One that pays nothing any more stays: its account is told so. */
const shareAfter = (
  known: PaidShare | undefined,
  payer: Payer,
  charges: UsageChargeLine[],
  next: number,
): PaidShare =>
  known !== undefined && isSame(known.charges, charges)
    ? known
    : { billingAccount: payer.billingAccount, party: payer.party, version: next, charges };

export const shareSums = (): ShareSums => {
  const byPayer = new Map<string, { readonly payer: Payer; readonly sums: ChargeSums }>();
  return {
    add: (payer, tariff, rated) => {
      const known = byPayer.get(payer.billingAccount) ?? { payer, sums: chargeSums() };
      byPayer.set(payer.billingAccount, known);
      known.sums.add(tariff, rated);
    },
    close: (line, anew) => {
      const known = new Map(sharesOf(line).map((one) => [one.billingAccount, one]));
      const names = [...new Set([...known.keys(), ...byPayer.keys()])].sort();
      const shares = names.flatMap((name): readonly PaidShare[] => {
        const before = known.get(name);
        const added = byPayer.get(name);
        const payer = added?.payer ?? before;
        if (payer === undefined) return [];
        const kept = anew ? [] : (before?.charges ?? []);
        const charges = added === undefined ? merged(kept) : added.sums.lines(kept);
        return [shareAfter(before, payer, charges, line.version + 1)];
      });
      return {
        charges: merged(shares.flatMap(({ charges }) => charges)),
        ...(shares.length > 1 && { shares }),
        same: shares.every((one) => one === known.get(one.billingAccount)),
      };
    },
  };
};
