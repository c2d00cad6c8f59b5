import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';

/**
 * TMF676 lists the states and leaves the moves open. `captured` may still be charged back; `done` is settled for good. The
 * extensions are ours: a charge that is allowed and captured in one go, and a payment that a decline ends after it was
 * allowed.
 */
export const paymentLifecycle = lifecycle(
  ['pendingAuthorization'],
  {
    pendingAuthorization: ['authorized', 'denied', 'failed', 'canceled'],
    authorized: ['captured', 'canceled', 'failed'],
    captured: ['done', 'failed'],
    failed: [],
    canceled: [],
    denied: [],
    done: [],
  },
  { pendingAuthorization: ['captured'], authorized: ['denied'] },
);

/** A refund has the payment's states; it is done as soon as the provider has given the money back. */
export const refundLifecycle = lifecycle(
  ['pendingAuthorization'],
  {
    pendingAuthorization: ['authorized', 'denied', 'failed', 'canceled'],
    authorized: ['captured', 'canceled', 'failed'],
    captured: ['done', 'failed'],
    failed: [],
    canceled: [],
    denied: [],
    done: [],
  },
  { pendingAuthorization: ['done'] },
);
