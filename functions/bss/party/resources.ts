import { individual } from './individual.ts';
import { organization } from './organization.ts';

/** The resources of the API, in the contract's order. */
export const resources = [individual, organization];
