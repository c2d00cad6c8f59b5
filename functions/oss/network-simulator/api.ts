import { serveApi } from '../../kernel/tmf/serve.ts';
import { resources } from './resources.ts';

/** The API by which tests and demonstrations set how the simulated network behaves, and see what it holds. */
export const handler = serveApi(resources);
