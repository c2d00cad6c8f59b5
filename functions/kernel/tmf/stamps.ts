import type { HookContext } from './resource.ts';

interface Updated {
  lastUpdate?: string | undefined;
}

/** Sets the date of the last update, as the catalogue APIs want it. */
export const stampedAtCreate = <T extends Updated>(draft: T, { at }: HookContext): T => ({
  ...draft,
  lastUpdate: at,
});
export const stampedAtPatch = <T extends Updated>(next: T, _before: T, { at }: HookContext): T => ({
  ...next,
  lastUpdate: at,
});
