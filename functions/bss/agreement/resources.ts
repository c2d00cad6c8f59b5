import { agreement } from './agreement.ts';
import { agreementSpecification } from './agreement-specification.ts';

/** The resources of the API, in the contract's order. */
export const resources = [agreement, agreementSpecification];
