import { usage } from './usage.ts';
import { usageCollection } from './usage-collection.ts';
import { servedReject } from './usage-reject.ts';
import { usageSpecification } from './usage-specification.ts';
import { usageSummary } from './usage-summary.ts';

/** The resources of the API: the contract's, in its order, then ours. */
export const resources = [usage, usageSpecification, usageCollection, servedReject, usageSummary];
