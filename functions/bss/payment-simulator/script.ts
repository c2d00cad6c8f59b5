import * as z from 'zod';
import type { Access } from '../../kernel/access/caller.ts';
import { derivedId } from '../../kernel/ids.ts';
import { change, commit, racing, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { defineResource, untold } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/**
 * What the provider does with the next request that is charged to a source. `declined` may be tried again, `refused` never;
 * `unavailable` is turned away before anything was done; of `requestLost` and `answerLost` the caller hears nothing, and
 * only after the latter is the request known here; `late` is answered by a change of the charge's status; `slow` takes
 * ten seconds.
 */
export const Behaviour = z.enum([
  'approved',
  'declined',
  'refused',
  'unavailable',
  'requestLost',
  'answerLost',
  'late',
  'slow',
]);
export type Behaviour = z.infer<typeof Behaviour>;

const ProviderScript = z.strictObject({
  id: z.string(),
  href: z.string().optional(),
  '@type': z.string().optional(),
  /** The token or mandate that is charged. */
  source: z.string().min(1),
  /** One behaviour a request; when none is left, requests are approved. */
  next: z.array(Behaviour),
});
type ProviderScript = z.infer<typeof ProviderScript>;

export const simulatorAccess: Access = { operations: 'all', agent: 'none', customer: 'none' };

/** How the simulated provider behaves towards one source of money. */
export const providerScript = defineResource<ProviderScript>({
  api: capability.api,
  source: 'bss.payment-simulator',
  name: 'providerScript',
  idPrefix: 'psc',
  schema: {
    read: ProviderScript,
    create: ProviderScript.omit({ id: true, href: true }),
    update: ProviderScript.pick({ next: true }).partial(),
  },
  access: simulatorAccess,
  events: untold,
  naturalKey: ({ source }) => source,
});

/** Takes the source's next behaviour off its script. */
export const takeBehaviour = async (source: string, context: WriteContext): Promise<Behaviour> => {
  const id = derivedId(providerScript.idPrefix, providerScript.type, 'natural', source);
  let taken: Behaviour = 'approved';
  await racing(id, async () => {
    const stored = await read(providerScript, context.caller.tenant, id);
    const [first, ...rest] = stored?.value.next ?? [];
    if (stored === undefined || first === undefined) return true;
    taken = first;
    return commit(change(providerScript, stored, { ...stored.value, next: rest }, context));
  });
  return taken;
};
