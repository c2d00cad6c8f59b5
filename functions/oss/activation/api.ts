import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';
import { serviceRoutes } from './service-api.ts';

/** The TM Forum API of activation. */
export const handler = serveApi(resources, serviceRoutes);
