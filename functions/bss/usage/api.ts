import { serveBoth } from '../../kernel/tmf/serve.ts';
import { beside, contract } from './resources.ts';

/** The TM Forum API of usage, and what is ours beside it. */
export const handler = serveBoth(contract, beside);
