import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';

/** TMF622's official diagram; the extensions are ours (cancel before the start, a compensation that fails). */
export const productOrderLifecycle = lifecycle(
  ['acknowledged', 'rejected'],
  {
    acknowledged: ['inProgress', 'pending'],
    inProgress: ['pending', 'held', 'assessingCancellation', 'completed', 'failed', 'partial'],
    pending: ['inProgress', 'assessingCancellation', 'cancelled'],
    held: ['inProgress', 'assessingCancellation', 'cancelled'],
    assessingCancellation: ['inProgress', 'pending', 'held', 'pendingCancellation'],
    pendingCancellation: ['cancelled'],
    completed: [],
    failed: [],
    partial: [],
    cancelled: [],
    rejected: [],
  },
  { acknowledged: ['assessingCancellation'], pendingCancellation: ['held'] },
);
