import { usage } from './usage.ts';
import { usageCollection } from './usage-collection.ts';
import { servedReject } from './usage-reject.ts';
import { usageSpecification } from './usage-specification.ts';
import { usageSummary } from './usage-summary.ts';

/** The resources of the contract, in its order. */
export const contract = [usage, usageSpecification];

/** What is ours beside them: files and batches, what waits, and the sums of a month. */
export const beside = [usageCollection, servedReject, usageSummary];

export const resources = [...contract, ...beside];
