import { read } from '../../kernel/table/store.ts';
import type { Resource } from '../../kernel/tmf/resource.ts';
import { recycle } from './collect/collect.ts';
import type { UsageReject } from './collect/reject.ts';
import { usageReject } from './collect/reject.ts';

/** The groups of rejects as staff sees them: recycling one answers what is left of it. */
export const servedReject: Resource<UsageReject> = {
  ...usageReject,
  kept: {
    change: async (before, _next, context) => {
      await recycle(before.value.id, context);
      return (await read(usageReject, context.caller.tenant, before.value.id))?.value;
    },
  },
};
