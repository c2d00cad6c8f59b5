import * as z from 'zod';
import {
  AvailabilityCheck,
  AvailabilityCheckCreate,
} from '../../../schemas/tmf/resource-pool/availability-check.ts';
import type { Access } from '../../kernel/access/caller.ts';
import { callPeer } from '../../kernel/http/peer.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** Everyone may ask whether something is free; the answer tells nothing but yes or no. */
const anyoneAsks: Access = { operations: 'all', agent: 'all', customer: 'all' };

/** TMF685 gives the check no attributes; ours is a subclass that names the specification and the place. */
const Demand = z.looseObject({
  resourceSpecification: z.object({ id: z.string() }),
  place: z.object({ id: z.string() }).optional(),
});

const Stock = z.array(z.looseObject({ id: z.string() }));

/** TMF685. Is a resource of a specification free, at a place or in its pool? Answered at once with `available`. */
export const availabilityCheck = defineResource<Identified<AvailabilityCheck>>({
  api: capability.api,
  source: 'oss.resource-pool',
  name: 'availabilityCheck',
  idPrefix: 'avc',
  schema: { read: AvailabilityCheck, create: AvailabilityCheckCreate },
  operations: ['list', 'get', 'create'],
  access: anyoneAsks,
  shards: 16,
  events: untold,
  beforeCreate: async (draft, { caller }) => {
    const demand = Demand.safeParse(draft);
    if (!demand.success)
      throw badRequest(
        'An availability check needs @type and @schemaLocation of a subclass with resourceSpecification.id and, for a place, place.id',
      );
    const { resourceSpecification, place } = demand.data;
    const free = Stock.parse(
      await callPeer(
        {
          capability: 'resource-inventory',
          method: 'GET',
          path: '/tmf-api/resourceInventoryManagement/v4/resource',
          query: {
            stock: `${resourceSpecification.id}@${place?.id ?? ''}`,
            limit: '1',
            fields: 'none',
          },
        },
        { ...caller, roles: ['operations'] },
      ),
    );
    return { ...draft, available: free.length > 0 };
  },
});
