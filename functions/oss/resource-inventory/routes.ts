import * as z from 'zod';
import { grantOf } from '../../kernel/access/caller.ts';
import { now } from '../../kernel/clock.ts';
import type { Request, Response } from '../../kernel/http/request.ts';
import { badRequest, conflict, forbidden } from '../../kernel/problem.ts';
import type { Write } from '../../kernel/table/store.ts';
import { change, commitAll, read, readAll } from '../../kernel/table/store.ts';
import type { Stored, WriteContext } from '../../kernel/table/stored.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import type { Route } from '../../kernel/tmf/route.ts';
import { assignAll } from './assign.ts';
import { assignment } from './assignment.ts';
import { releaseAssigned } from './release.ts';
import type { StoredResource } from './resource.ts';
import { heldFor, holderOf, resource } from './resource.ts';

/** A transaction takes 100 writes; some are left for the records beside the resources. */
const mostResources = 90;

const Hold = z.object({
  id: z.string().min(1),
  needs: z.array(
    z.object({
      serviceId: z.string(),
      resourceSpecificationId: z.string(),
      name: z.string(),
      placeId: z.string().optional(),
      count: z.int().min(1),
    }),
  ),
});

const Stocking = z.object({
  id: z.string().min(1),
  resources: z.array(z.string()).min(1).max(mostResources),
  resourceSpecificationId: z.string(),
  /** Who holds them so far; what nobody holds must be suspended. */
  from: z.string().optional(),
  /** The record of what the holder holds. */
  record: z.string().optional(),
  placeId: z.string().optional(),
});
type Stocking = z.infer<typeof Stocking>;

const parsed = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw badRequest(faults[0] ?? 'The body is wrong', faults);
};

const contextOf = ({ caller }: Request): WriteContext => ({ caller, at: now() });

/** Holds free resources for somebody, all or none, by the same writes as an order's. Asked again, it answers the same. */
const hold =
  (random: () => number): Route['serve'] =>
  async (request) => {
    const { id, needs } = parsed(Hold, request.body);
    const wanted = needs.reduce((sum, { count }) => sum + count, 0);
    if (wanted > mostResources)
      throw badRequest(`At most ${mostResources} resources are held together, not ${wanted}`);
    const held = await assignAll(id, needs, contextOf(request), random);
    return {
      status: 200,
      body: { resources: held.map((one) => ({ ...one, href: hrefOf(resource, one.id) })) },
    };
  };

const release = async (request: Request, [id = '']: readonly string[]): Promise<Response> => {
  await releaseAssigned(id, contextOf(request));
  return { status: 200, body: {} };
};

const isStocked = ({ value, hidden }: Stored<StoredResource>, { id }: Stocking): boolean =>
  value.resourceStatus === 'available' && hidden['stockedBy'] === id;

/** Why a resource cannot be put into the stock; undefined where it can. */
const hindrance = (one: Stored<StoredResource>, asked: Stocking): string | undefined => {
  const { id, resourceSpecification, resourceStatus } = one.value;
  if (resourceSpecification?.id !== asked.resourceSpecificationId)
    return `${id} is no ${asked.resourceSpecificationId}`;
  const holder = holderOf(one);
  const isTheirs = holder !== undefined && holder === asked.from;
  if (isTheirs || (holder === undefined && resourceStatus === 'suspended')) return undefined;
  return `${id} is ${resourceStatus ?? 'unknown'}${holder === undefined ? '' : ` for ${holder}`}`;
};

const stocked = (
  one: Stored<StoredResource>,
  { id, placeId }: Stocking,
  context: WriteContext,
): Write => {
  const place = placeId === undefined ? {} : { place: { id: placeId, role: 'installation' } };
  const next: StoredResource = {
    ...one.value,
    ...place,
    resourceStatus: 'available',
    usageState: 'idle',
  };
  const hidden = { ...heldFor(one, undefined), stockedBy: id };
  return change(resource, one, next, context, { hidden, attributes: placeId !== undefined });
};

/** What the holder no longer holds. */
const holderWithout = async (
  { record, resources }: Stocking,
  context: WriteContext,
): Promise<readonly Write[]> => {
  const stored =
    record === undefined ? undefined : await read(assignment, context.caller.tenant, record);
  if (stored === undefined) return [];
  const left = stored.value.resources.filter(({ id }) => !resources.includes(id));
  return [change(assignment, stored, { ...stored.value, resources: left }, context)];
};

/** Puts resources into the free stock, all or none; what this very request has put there already stays. */
const stock = async (request: Request): Promise<Response> => {
  const asked = parsed(Stocking, request.body);
  const context = contextOf(request);
  const found = await readAll(resource, context.caller.tenant, asked.resources);
  const missing = asked.resources.filter((id) => !found.some(({ value }) => value.id === id));
  if (missing.length > 0) throw badRequest(`There is no resource ${missing.join(', ')}`);
  const open = found.filter((one) => !isStocked(one, asked));
  const hindrances = open.flatMap((one) => hindrance(one, asked) ?? []);
  if (hindrances.length > 0) throw conflict(`${hindrances.join('; ')}: nothing was moved`);
  if (open.length === 0) return { status: 200, body: {} };
  const { committed } = await commitAll([
    ...open.map((one) => stocked(one, asked, context)),
    ...(await holderWithout(asked, context)),
  ]);
  if (!committed) throw conflict('A resource was changed by another request meanwhile');
  return { status: 200, body: {} };
};

const guarded =
  (serve: Route['serve']): Route['serve'] =>
  (request, parts) => {
    if (grantOf(request.caller, resource.access) !== 'all')
      throw forbidden('Your role may not move resources; operations and admin may');
    return serve(request, parts);
  };

const Held = z.strictObject({
  resources: z.array(
    z.strictObject({ serviceId: z.string(), id: z.string(), name: z.string(), href: z.string() }),
  ),
});
const Done = z.strictObject({});

/** What pools ask of the inventory, beside TMF639: it alone writes resources. Rivals choose by chance, so that they seldom meet. */
export const routes = (random: () => number): readonly Route[] => [
  {
    method: 'POST',
    path: 'holding',
    serve: guarded(hold(random)),
    described: {
      says: 'Holds free resources under a name, all or none; asked again it answers the same',
      body: Hold,
      answers: Held,
    },
  },
  {
    method: 'POST',
    path: 'holding/*/release',
    serve: guarded(release),
    described: { says: 'Gives back what is still held under a name', answers: Done },
  },
  {
    method: 'POST',
    path: 'stock',
    serve: guarded(stock),
    described: {
      says: 'Puts suspended or held resources into the free stock, all or none',
      body: Stocking,
      answers: Done,
    },
  },
];
