import * as z from 'zod';
import type { Caller } from '../../kernel/access/caller.ts';
import { callPeer } from '../../kernel/http/peer.ts';
import type { Demand } from './demand.ts';

const capability = 'resource-inventory';
const base = '/tmf-api/resourceInventoryManagement/v4';

const Held = z.object({
  resources: z.array(
    z.object({ serviceId: z.string(), id: z.string(), name: z.string(), href: z.string() }),
  ),
});
export type HeldResource = z.infer<typeof Held>['resources'][number];

/** Who may reserve need not be who may move resources: the pool asks in its own right. */
const asPool = (caller: Caller): Caller => ({ ...caller, roles: ['operations'] });

/** Which line of which reservation holds a resource. */
export const holderId = (id: string, itemId: string): string => `${id}.${itemId}`;

/** Holds all that is demanded, or nothing; asked again for the same id, it answers the same. */
export const holdResources = async (
  id: string,
  demands: readonly Demand[],
  caller: Caller,
): Promise<readonly HeldResource[]> => {
  const needs = demands.map(({ itemId, resourceSpecificationId, placeId, count }) => ({
    serviceId: holderId(id, itemId),
    resourceSpecificationId,
    name: resourceSpecificationId,
    count,
    ...(placeId !== undefined && { placeId }),
  }));
  const call = {
    capability,
    method: 'POST',
    path: `${base}/holding`,
    body: { id, needs },
  } as const;
  return Held.parse(await callPeer(call, asPool(caller))).resources;
};

/** Gives back what is still held; what an order has taken stays with it. */
export const releaseResources = async (id: string, caller: Caller): Promise<void> => {
  const path = `${base}/holding/${encodeURIComponent(id)}/release`;
  await callPeer({ capability, method: 'POST', path, body: {} }, asPool(caller));
};

export interface Stocking {
  readonly id: string;
  readonly resources: readonly string[];
  readonly resourceSpecificationId: string;
  /** Who holds them so far, and the record of what is held. @default - nobody: they are suspended */
  readonly from?: string;
  readonly record?: string;
  readonly placeId?: string;
}

/** Puts resources into the free stock of a pool, all or none. */
export const stockResources = async (stocking: Stocking, caller: Caller): Promise<void> => {
  const call = { capability, method: 'POST', path: `${base}/stock`, body: stocking } as const;
  await callPeer(call, asPool(caller));
};
