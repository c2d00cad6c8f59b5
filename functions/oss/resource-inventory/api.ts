import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';
import { stockRoutes } from './stock-api.ts';

/** The TM Forum API of resource-inventory. */
export const handler = serveApi(resources, stockRoutes(Math.random));
