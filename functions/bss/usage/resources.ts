import { usage } from './usage.ts';
import { usageCollection } from './usage-collection.ts';
import { usageFeed } from './usage-feed.ts';
import { servedReject } from './usage-reject.ts';
import { usageRerating } from './usage-rerating.ts';
import { usageSpecification } from './usage-specification.ts';
import { usageSummary } from './usage-summary.ts';

/** The resources of the contract, in its order. */
export const contract = [usage, usageSpecification];

/** What is ours beside them: files and batches, what files mean, what waits, and the sums of a month. */
export const beside = [usageCollection, usageFeed, servedReject, usageRerating, usageSummary];

export const resources = [...contract, ...beside];
