import { dunningCase } from './case.ts';
import { dispute } from './dispute.ts';
import { dunningPolicy } from './policy-store.ts';
import { promiseToPay } from './promise.ts';
import { writeOff } from './write-off.ts';

/** The resources of the collections API. */
export const resources = [dunningCase, dunningPolicy, promiseToPay, dispute, writeOff];
