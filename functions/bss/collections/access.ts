import type { Access } from '../../kernel/access/caller.ts';

/** What a customer may see of collections, and what is for staff alone. */
export const seen: Access = { operations: 'all', agent: 'all', customer: 'readOwn' };
export const asked: Access = { operations: 'all', agent: 'all', customer: 'own' };
export const decided: Access = { operations: 'all', agent: 'read', customer: 'none' };

/** Where the events of collections come from. */
export const source = 'bss.collections';
