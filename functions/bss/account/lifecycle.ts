import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';

/** TMF666 leaves the states to the operator; these are ours. What is closed stays closed: its history is the customer's. */
export const accountLifecycle = lifecycle(['Active'], {
  Active: ['Suspended', 'Closed'],
  Suspended: ['Active', 'Closed'],
  Closed: [],
});
