import type { HookContext } from '../../kernel/tmf/resource.ts';

interface Modified {
  lastModified?: string | undefined;
}

/** The server says when an account was made and last changed. */
export const modifiedAtCreate = <T extends Modified>(draft: T, { at }: HookContext): T => ({
  ...draft,
  lastModified: at,
});
export const modifiedAtPatch = <T extends Modified>(
  next: T,
  _before: T,
  { at }: HookContext,
): T => ({
  ...next,
  lastModified: at,
});
