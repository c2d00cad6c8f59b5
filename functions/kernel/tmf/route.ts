import type * as z from 'zod';
import type { Api } from '../capability.ts';
import type { Request, Response } from '../http/request.ts';
import type { AnyResource } from './resource.ts';

/** What OpenAPI says of a path beside the resources' own. */
export interface Described {
  readonly says: string;
  /** Parameters of the query, and what each means. @default - none */
  readonly query?: Readonly<Record<string, string>>;
  /** @default - no body */
  readonly body?: z.ZodType;
  /** @default 200 */
  readonly status?: 200 | 201;
  /** A body, a resource of the same API, or a file of a media type. */
  readonly answers: z.ZodType | AnyResource | { readonly mediaType: string };
}

/** A path beside the resources' own; `*` stands for one part. It goes before them. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** `parts` are those that stood at the stars. */
  readonly serve: (request: Request, parts: readonly string[]) => Promise<Response>;
  /** What OpenAPI says of it. @default - it is an operation of a resource, which is described by its declaration */
  readonly described?: Described;
}

/** The paths that an API serves beside its resources' own. */
export interface Beside {
  readonly api: Api;
  readonly routes: readonly Route[];
}
