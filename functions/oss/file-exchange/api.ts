import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';
import { routes } from './routes.ts';

/** Files that people bring and fetch: links for the content, which goes straight to the store and from it. */
export const handler = serveApi(resources, routes);
