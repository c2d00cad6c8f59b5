import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';

/** TMF632. `deceased` is final; the contract misspells it. */
export const individualLifecycle = lifecycle(['initialized'], {
  initialized: ['validated', 'deceased'],
  validated: ['deceased'],
  deceased: [],
});

/** TMF632. `closed` is final. */
export const organizationLifecycle = lifecycle(['initialized'], {
  initialized: ['validated'],
  validated: ['closed'],
  closed: [],
});
