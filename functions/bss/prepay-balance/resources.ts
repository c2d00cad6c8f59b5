import { adjustBalance, reserveBalance, topupBalance, transferBalance } from './actions.ts';
import { bucket } from './bucket.ts';
import { ledgerEntry } from './ledger-entry.ts';
import { accumulatedBalance, balanceActionHistory } from './views.ts';

/** The resources of the contract, in its order. */
export const contract = [
  bucket,
  topupBalance,
  adjustBalance,
  transferBalance,
  reserveBalance,
  accumulatedBalance,
  balanceActionHistory,
];

/** What is ours beside them. */
export const beside = [ledgerEntry];

export const resources = [...contract, ...beside];
