import { providerCharge } from './charge.ts';
import { providerRefund } from './refund.ts';
import { providerScript } from './script.ts';

/** The resources of the simulator's own API. */
export const resources = [providerCharge, providerRefund, providerScript];
