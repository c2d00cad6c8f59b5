import * as z from 'zod';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import { assignAll } from './assign.ts';
import { endQuarantines } from './quarantine.ts';
import { releaseAssigned } from './release.ts';
import { resource } from './resource.ts';

const Input = z.object({
  id: z.string(),
  needs: z
    .array(
      z.object({
        serviceId: z.string(),
        resourceSpecificationId: z.string(),
        name: z.string(),
        placeId: z.string().optional(),
        count: z.int().min(0).max(50),
        reservationId: z.string().optional(),
      }),
    )
    .optional(),
});

const assignResources: Task = async ({ input }, context) => {
  const { id, needs } = Input.parse(input);
  if (needs === undefined || needs.length === 0) return { resources: [] };
  const held = await assignAll(id, needs, context, Math.random);
  return { resources: held.map((one) => ({ ...one, href: hrefOf(resource, one.id) })) };
};

const releaseResources: Task = async ({ input }, context) => {
  await releaseAssigned(Input.parse(input).id, context);
};

const endRests: Task = async (_, context) => ({ ended: await endQuarantines(context) });

/** The steps of provision-service-order that take resources and give them back, and what is due every hour. */
export const handler = taskHandler('resource-inventory', {
  'assign-resources': assignResources,
  'release-resources': releaseResources,
  'end-quarantines': endRests,
});
