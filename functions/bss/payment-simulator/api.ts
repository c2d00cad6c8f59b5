import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';

/** The API of the simulated payment provider. */
export const handler = serveApi(resources);
