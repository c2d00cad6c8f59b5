import { queryUsageConsumption } from './query-usage-consumption.ts';

/** The resources of the API. */
export const resources = [queryUsageConsumption];
