import { staffOnly } from '../../kernel/access/caller.ts';
import type { Entity, Resource, ResourceDeclaration } from '../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

type Own<T extends Entity> = Pick<ResourceDeclaration<T>, 'name' | 'schema'> &
  Partial<ResourceDeclaration<T>>;

/** What is ours alone: no API shows it, unless it says so, and its changes are no events. */
export const ours = <T extends Entity>(own: Own<T>): Resource<T> =>
  defineResource<T>({
    api: capability.beside,
    source: 'bss.usage',
    idPrefix: 'usage',
    operations: [],
    access: staffOnly,
    ...own,
    events: { ...untold, ...own.events },
  });
