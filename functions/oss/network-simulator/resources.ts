import { networkConfig, networkElement } from './network-element.ts';

/** The resources of the simulator's own API. */
export const resources = [networkElement, networkConfig];
