import type { Lifecycle } from './lifecycle.ts';
import { lifecycle } from './lifecycle.ts';

/** The official diagram of the tasks that cancel an order; TMF622 and TMF641 differ in the name of its first state. */
export const cancellationLifecycle = (first: 'acknowledged' | 'accepted'): Lifecycle =>
  lifecycle([first], {
    [first]: ['inProgress'],
    inProgress: ['done', 'terminatedWithError'],
    done: [],
    terminatedWithError: [],
  });
