import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';
import { routes } from './routes.ts';

/** The TM Forum API of resource-inventory, and what pools ask of it. */
export const handler = serveApi(resources, routes(Math.random));
