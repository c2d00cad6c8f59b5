import * as z from 'zod';
import { Extract, ExtractCreate } from '../../../schemas/tmf/resource-pool/extract.ts';
import { Push, PushCreate } from '../../../schemas/tmf/resource-pool/push.ts';
import { staffOnly } from '../../kernel/access/caller.ts';
import type { Instant } from '../../kernel/clock.ts';
import { badRequest, conflict } from '../../kernel/problem.ts';
import { read } from '../../kernel/table/store.ts';
import { setTimer } from '../../kernel/table/timer.ts';
import type { CreateContext, Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';
import { placeOfPool } from './demand.ts';
import { holderId, holdResources, stockResources } from './inventory.ts';
import type { StoredPool } from './resource-pool.ts';
import { resourcePool } from './resource-pool.ts';
import { poolTimers } from './timers.ts';

const Ref = z.looseObject({ id: z.string(), name: z.string().optional() });

/** TMF685 gives the two no attributes; ours are subclasses that name the pool, and what moves. */
const Extraction = z.looseObject({
  resourcePool: z.object({ id: z.string() }),
  quantity: z.int().min(1).max(90),
});
const Pushed = z.looseObject({
  resourcePool: z.object({ id: z.string() }),
  extract: z.object({ id: z.string() }).optional(),
  resource: z.array(Ref).min(1).max(90).optional(),
});
export const Moved = z.looseObject({ id: z.string(), resource: z.array(Ref) });

export type StoredExtract = Identified<Extract>;
export type StoredPush = Identified<Push>;

const poolNamed = async (id: string, tenant: string): Promise<StoredPool> => {
  const stored = await read(resourcePool, tenant, id);
  if (stored === undefined) throw badRequest(`resourcePool: there is no resourcePool ${id}`);
  return stored.value;
};

const specificationOf = ({ id, resourceSpecification }: StoredPool): string => {
  if (resourceSpecification !== undefined) return resourceSpecification.id;
  throw badRequest(
    `resourcePool ${id} has no resourceSpecification: it is not known what it holds`,
  );
};

const asked = <T>(schema: z.ZodType<T>, draft: object, hint: string): T => {
  const result = schema.safeParse(draft);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw badRequest(`${faults[0] ?? 'The body is wrong'}; ${hint}`, faults);
};

const subclass = 'send @type and @schemaLocation of a subclass with';

/** After so long, what was held for an extract that was never written is given back. */
const graceMs = 900_000;
const later = (at: Instant): Instant => new Date(Date.parse(at) + graceMs).toISOString();

const item = '1';

/** Takes free resources out of the pool for another use: held by the extract, until a push brings them back. */
const extractFrom = async (
  draft: StoredExtract,
  { caller, at, id }: CreateContext,
): Promise<StoredExtract> => {
  const hint = `${subclass} resourcePool.id and quantity, 1 to 90`;
  const { resourcePool: named, quantity } = asked(Extraction, draft, hint);
  const pool = await poolNamed(named.id, caller.tenant);
  const placeId = placeOfPool(pool);
  const resourceSpecificationId = specificationOf(pool);
  await setTimer(poolTimers, id, later(at), { caller, at });
  const demand = { itemId: item, resourceSpecificationId, count: quantity };
  const held = await holdResources(
    id,
    [{ ...demand, ...(placeId !== undefined && { placeId }) }],
    caller,
  );
  const resource = held.map(({ id: one, name, href }) => ({ id: one, name, href }));
  return { ...draft, resource } as StoredExtract; // a subclass: it brings attributes of its own
};

/** The resources of an extract, as it shows them. */
const extracted = async (id: string, tenant: string): Promise<readonly z.infer<typeof Ref>[]> => {
  const stored = await read(extract, tenant, id);
  if (stored === undefined) throw badRequest(`extract: there is no extract ${id}`);
  return Moved.parse(stored.value).resource;
};

/** Puts resources into a pool: those of an extract, from another pool or this one, or such as stood by suspended. */
const pushInto = async (draft: StoredPush, { caller, id }: CreateContext): Promise<StoredPush> => {
  const hint = `${subclass} resourcePool.id, and extract.id or resource`;
  const { resourcePool: named, extract: from, resource } = asked(Pushed, draft, hint);
  const pool = await poolNamed(named.id, caller.tenant);
  const all = from === undefined ? undefined : await extracted(from.id, caller.tenant);
  const moving = resource ?? all;
  if (moving === undefined) throw badRequest(`extract or resource is required; ${hint}`);
  const foreign =
    all === undefined ? [] : moving.filter(({ id: one }) => !all.some((each) => each.id === one));
  if (foreign.length > 0)
    throw conflict(`${foreign.map((one) => one.id).join(', ')} is not of extract ${from?.id}`);
  const placeId = placeOfPool(pool);
  await stockResources(
    {
      id,
      resources: moving.map((one) => one.id),
      resourceSpecificationId: specificationOf(pool),
      ...(from !== undefined && { from: extractHolder(from.id), record: from.id }),
      ...(placeId !== undefined && { placeId }),
    },
    caller,
  );
  return { ...draft, resource: moving } as StoredPush; // a subclass: it brings attributes of its own
};

const common = {
  api: capability.api,
  source: 'oss.resource-pool',
  operations: ['list', 'get', 'create'],
  access: staffOnly,
} as const;

/** TMF685. Resources taken out of a pool. */
export const extract = defineResource<StoredExtract>({
  ...common,
  name: 'extract',
  idPrefix: 'ext',
  schema: { read: Extract, create: ExtractCreate },
  events: { change: null, state: null, delete: null },
  beforeCreate: extractFrom,
});

/** TMF685. Resources put into a pool. */
export const push = defineResource<StoredPush>({
  ...common,
  name: 'push',
  idPrefix: 'psh',
  schema: { read: Push, create: PushCreate },
  events: { change: null, state: null, delete: null },
  beforeCreate: pushInto,
});

/** Who holds what an extract has taken. */
export const extractHolder = (id: string): string => holderId(id, item);
