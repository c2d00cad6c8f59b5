import { Usage, UsageCreate, UsageUpdate } from '../../../schemas/tmf/usage/usage.ts';
import { customerReads } from '../../kernel/access/caller.ts';
import { lifecycle } from '../../kernel/lifecycle/lifecycle.ts';
import type { Identified, Resource } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

export type OwnUsage = Identified<Usage>;

/** TMF635's official diagram. Rating moves a record; a person sends one that waits, or was rated wrongly, through it again. */
const usageLifecycle = lifecycle(['received'], {
  received: ['guided', 'rejected'],
  guided: ['rated', 'rejected'],
  rated: ['rerated', 'billed'],
  rerated: ['rated'],
  rejected: ['recycled'],
  recycled: ['guided', 'rejected'],
  billed: [],
});

/** Usage of a kind that nobody rates (a voicemail heard) is kept as it was sent, in an item of its own. */
export const plainUsage: Resource<OwnUsage> = defineResource<OwnUsage>({
  api: capability.api,
  source: 'bss.usage',
  name: 'usage',
  idPrefix: 'usg',
  schema: { read: Usage, create: UsageCreate, update: UsageUpdate },
  access: customerReads,
  state: { attribute: 'status', lifecycle: usageLifecycle },
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  shards: 16,
});
