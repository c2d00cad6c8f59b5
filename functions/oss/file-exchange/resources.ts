import { file } from './file.ts';

/** The resources of the API. */
export const resources = [file];
