import { applyPatch } from 'rfc6902';
import * as z from 'zod';
import { badRequest, Problem } from '../problem.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396: null removes, objects merge, everything else replaces. */
const merged = (target: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
};

const Operations = z.array(
  z.discriminatedUnion('op', [
    z.object({ op: z.literal('add'), path: z.string(), value: z.unknown() }),
    z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() }),
    z.object({ op: z.literal('test'), path: z.string(), value: z.unknown() }),
    z.object({ op: z.literal('remove'), path: z.string() }),
    z.object({ op: z.literal('move'), path: z.string(), from: z.string() }),
    z.object({ op: z.literal('copy'), path: z.string(), from: z.string() }),
  ]),
);

const jsonPatched = (target: object, patch: unknown): unknown => {
  const operations = Operations.safeParse(patch);
  if (!operations.success)
    throw badRequest(
      'A JSON patch is an array of operations add, remove, replace, move, copy or test (RFC 6902)',
    );
  const result: unknown = structuredClone(target);
  const failed = applyPatch(result, operations.data).find((error) => error !== null);
  if (failed !== undefined) throw badRequest(`The patch does not apply: ${failed.message}`);
  return result;
};

/** The resource after the patch; its media type says which kind it is. 415 for any other. */
export const patched = (
  target: object,
  patch: unknown,
  mediaType: string,
): Record<string, unknown> => {
  const result =
    mediaType === 'application/json-patch+json'
      ? jsonPatched(target, patch)
      : mergePatched(target, patch, mediaType);
  if (!isObject(result)) throw badRequest('The patch would leave no object');
  return result;
};

const mergePatched = (target: object, patch: unknown, mediaType: string): unknown => {
  if (mediaType !== 'application/json' && mediaType !== 'application/merge-patch+json')
    throw new Problem(
      415,
      'unsupportedMediaType',
      `${mediaType} is not understood; send application/merge-patch+json or application/json-patch+json`,
    );
  if (!isObject(patch)) throw badRequest('A merge patch is a JSON object (RFC 7396)');
  return merged(target, patch);
};
