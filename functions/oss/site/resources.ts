import { geographicSite } from './geographic-site.ts';

/** The resources of the API, in the contract's order. */
export const resources = [geographicSite];
