import { resource } from './resource.ts';

/** The resources of the API, in the contract's order. */
export const resources = [resource];
