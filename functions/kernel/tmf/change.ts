import type { Grant } from '../access/caller.ts';
import { now } from '../clock.ts';
import type { Request, Response } from '../http/request.ts';
import { assertMove } from '../lifecycle/lifecycle.ts';
import { badRequest, Problem } from '../problem.ts';
import type { Stored } from '../table/stored.ts';
import { etag, one } from './answer.ts';
import { keepChanged, keepRemoved } from './keep.ts';
import { patched } from './patch.ts';
import { assertThere } from './references.ts';
import type { AnyResource, Entity, HookContext } from './resource.ts';
import { changedAttributes, stateOf } from './resource.ts';
import { attributesOf, isSubclass, requiredToCreate, validated } from './validate.ts';
import { visible } from './visible.ts';

/** If-Match lets a change through only where the caller has seen the newest version. */
const assertExpected = <T extends Entity>(
  declared: AnyResource,
  request: Request,
  stored: Stored<T>,
): void => {
  const expected = request.headers['if-match'];
  if (expected === undefined || expected === '*' || expected === etag(stored)) return;
  throw new Problem(
    412,
    'preconditionFailed',
    `${declared.name} ${stored.value.id} is at ${etag(stored)}, not at ${expected}`,
  );
};

/** The resource as it will be, where the change is allowed: what may be touched, and how its state may move. */
export const checkedChange = async <T extends Entity>(
  declared: AnyResource,
  before: T,
  after: Record<string, unknown>,
  context: HookContext,
): Promise<{ readonly next: T; readonly attributes: boolean; readonly moved: boolean }> => {
  assertPatchable(declared, before, after);
  const draft: Entity = { ...after, id: before.id };
  const from = stateOf(declared, before);
  const to = stateOf(declared, draft);
  if (declared.state !== undefined && from !== undefined && to !== undefined)
    assertMove(declared.state.lifecycle, from, to);
  const next = await (declared.beforePatch?.(draft, before, context) ?? draft);
  const attributes = changedAttributes(before, next).some(
    (name) => name !== declared.state?.attribute,
  );
  return { next, attributes, moved: from !== to };
};

/** PATCH: merged, checked, moved as the lifecycle allows, and committed against the version that was read. */
export const patch = async (
  declared: AnyResource,
  request: Request,
  grant: Grant,
  id: string,
): Promise<Response> => {
  const before = await visible(declared, request, grant, id);
  assertExpected(declared, request, before);
  const mediaType =
    (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
  const after = patched(before.value, request.body, mediaType);
  const { caller, origin } = request;
  const at = now();
  const context = { caller, origin, at, id };
  const { next, attributes, moved } = await checkedChange(declared, before.value, after, context);
  if (!attributes && !moved) return one(200, before, request);
  await assertThere(declared, next, before.value, context);
  const value = await keepChanged(declared, before, next, { caller, at }, attributes);
  return one(200, { ...before, value, version: before.version + 1 }, request);
};

const assertPatchable = (
  declared: AnyResource,
  before: object,
  after: Record<string, unknown>,
): void => {
  const schema = declared.schema.update ?? declared.schema.read;
  const open = new Set(attributesOf(schema));
  const touched = changedAttributes(before, after);
  const known = attributesOf(declared.schema.read);
  const fixed = touched.filter((name) => !open.has(name) && known.includes(name));
  if (fixed.length > 0)
    throw badRequest(
      `${fixed.join(', ')} cannot be changed`,
      fixed.map((name) => `${name} is read-only`),
    );
  // A subclass is known by these two, whether the patch touches them or not.
  const shown = isSubclass(after)
    ? [...new Set([...touched, '@type', '@schemaLocation'])]
    : touched;
  validated(
    schema,
    Object.fromEntries(
      shown.filter((name) => after[name] !== undefined).map((name) => [name, after[name]]),
    ),
  );
  validated(declared.schema.read, after);
  const missing = requiredToCreate(declared).filter(
    (name) => touched.includes(name) && after[name] === undefined,
  );
  if (missing.length > 0)
    throw badRequest(
      `${missing.join(', ')} cannot be taken away`,
      missing.map((name) => `${name} is required`),
    );
};

/** DELETE: what stays is a tombstone that carries the event. */
export const remove = async (
  declared: AnyResource,
  request: Request,
  grant: Grant,
  id: string,
): Promise<Response> => {
  const stored = await visible(declared, request, grant, id);
  assertExpected(declared, request, stored);
  const at = now();
  await declared.beforeDelete?.(stored.value, {
    caller: request.caller,
    origin: request.origin,
    at,
    id,
  });
  await keepRemoved(declared, stored, { caller: request.caller, at });
  return { status: 204 };
};
