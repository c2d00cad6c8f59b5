import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';

/** The TM Forum API of resource-pool. */
export const handler = serveApi(resources);
