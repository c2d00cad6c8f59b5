import { adjustBalance, topupBalance } from './actions.ts';
import { ledgerEntry } from './bookkeeping.ts';
import { bucket } from './bucket.ts';
import { reserveBalance } from './reserve.ts';
import { transferBalance } from './transfer.ts';
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
