import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';
import { routes } from './routes.ts';

/** The TM Forum API of customer-bill, with what opens, previews and puts right a bill. */
export const handler = serveApi(resources, routes);
