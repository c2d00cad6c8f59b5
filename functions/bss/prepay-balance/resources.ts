import { adjustBalance, reserveBalance, topupBalance, transferBalance } from './actions.ts';
import { bucket } from './bucket.ts';
import { ledgerEntry } from './ledger.ts';
import { accumulatedBalance, balanceActionHistory } from './views.ts';

/** The resources of the API: the contract's, in its order, then ours. */
export const resources = [
  bucket,
  topupBalance,
  adjustBalance,
  transferBalance,
  reserveBalance,
  accumulatedBalance,
  balanceActionHistory,
  ledgerEntry,
];
