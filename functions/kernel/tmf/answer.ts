import type { Request, Response } from '../http/request.ts';
import type { Stored } from '../table/stored.ts';
import { withFields } from './query.ts';
import type { Entity } from './resource.ts';

/** The resource as the client sees it: its href is absolute. */
export const shown = <T extends Entity>(resource: T, request: Request): T => ({
  ...resource,
  ...(resource.href?.startsWith('/') && { href: `${request.origin}${resource.href}` }),
});

/** The version, which If-Match may name. */
export const etag = (stored: { readonly version: number }): string => `"${stored.version}"`;

/** The answer that shows one resource, or the fields of it that were asked for. */
export const one = <T extends Entity>(
  status: number,
  stored: Stored<T>,
  request: Request,
): Response => ({
  status,
  body: withFields(shown(stored.value, request), request.query['fields']?.at(-1)?.split(',')),
  headers: { ETag: etag(stored) },
});
