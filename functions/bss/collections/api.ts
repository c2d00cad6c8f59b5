import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';
import { routes } from './routes.ts';

/** The API of collections: its resources, and the calendar of what will happen to an account that does not pay. */
export const handler = serveApi(resources, routes);
