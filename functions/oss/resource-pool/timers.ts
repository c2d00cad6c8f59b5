import { timersOf } from '../../kernel/table/timer.ts';
import { capability } from './capability.ts';

/** When a reservation ends, and when to look whether what was held came to anything. */
export const poolTimers = timersOf(capability.api, 'oss.resource-pool', 'PoolTimer');
