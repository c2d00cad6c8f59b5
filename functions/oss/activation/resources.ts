import { monitor } from './monitor.ts';
import { service } from './service.ts';

/** The resources of the API, in the contract's order. */
export const resources = [monitor, service];
