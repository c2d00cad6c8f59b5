import { subscriber } from '../../kernel/events/subscriber.ts';
import { jobEffects } from '../../kernel/jobs/effects.ts';
import { exportJob, importJob } from './jobs.ts';
import { kinds } from './kinds.ts';

/** Its own jobs, which run as long as it takes. */
export const handler = subscriber('service-catalog', jobEffects(kinds, importJob, exportJob));
