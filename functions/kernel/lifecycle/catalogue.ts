import { lifecycle } from './lifecycle.ts';

/**
 * TMF620's life of offerings and specifications; TMF633 and TMF634 use the same words. A new entry may start at any
 * stage but the last two, since a catalogue is often imported in use.
 */
export const catalogueLifecycle = lifecycle(['In study'], {
  'In study': ['In design'],
  'In design': ['In test'],
  'In test': ['Active', 'Rejected'],
  Active: ['Launched', 'Retired'],
  Launched: ['Retired'],
  Retired: ['Obsolete'],
  Obsolete: [],
  Rejected: [],
});
