import { monitor } from './monitor.ts';

/** The resources of the API, in the contract's order. */
export const resources = [monitor];
