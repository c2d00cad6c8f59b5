import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';
import { routes } from './routes.ts';

/** The TM Forum API of activation. */
export const handler = serveApi(resources, routes);
