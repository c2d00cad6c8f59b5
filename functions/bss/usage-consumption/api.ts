import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';

/** The TM Forum API of usage-consumption. */
export const handler = serveApi(resources);
