import * as z from 'zod';
import {
  QueryUsageConsumption,
  QueryUsageConsumptionCreate,
} from '../../../schemas/tmf/usage-consumption/query-usage-consumption.ts';
import type { Caller } from '../../kernel/access/caller.ts';
import { customerOwned } from '../../kernel/access/caller.ts';
import { callPeer } from '../../kernel/http/peer.ts';
import { badRequest } from '../../kernel/problem.ts';
import type { HookContext, Identified } from '../../kernel/tmf/resource.ts';
import { defineResource, ownerAmong } from '../../kernel/tmf/resource.ts';
import { Buckets, consumptionOf, Summaries } from './answer.ts';
import { capability } from './capability.ts';

type OwnQuery = Identified<QueryUsageConsumption>;
type Criteria = NonNullable<QueryUsageConsumption['searchCriteria']>;

const Period = z.object({ startDateTime: z.string().optional() });

/** The month that is asked for, by its start in UTC; without one, all that are kept. */
const monthAsked = ({ validPeriod }: Criteria): string | undefined =>
  Period.safeParse(validPeriod).data?.startDateTime?.slice(0, 7);

const summariesBy = async (
  query: Readonly<Record<string, string>>,
  caller: Caller,
): Promise<z.infer<typeof Summaries>> =>
  Summaries.parse(
    await callPeer(
      {
        capability: 'usage',
        method: 'GET',
        path: '/usage-collection/v1/usageSummary',
        query: { limit: '100', ...query },
      },
      caller,
    ),
  );

const bucketsOf = async (query: Readonly<Record<string, string>>, caller: Caller) =>
  Buckets.parse(
    await callPeer(
      {
        capability: 'prepay-balance',
        method: 'GET',
        path: '/tmf-api/prepayBalanceManagement/v4/bucket',
        query: { limit: '100', ...query },
      },
      caller,
    ),
  );

interface Asked {
  /** Numbers and products. */
  readonly identifiers: readonly string[];
  readonly party: string | undefined;
  readonly month: string | undefined;
}

const summariesFor = async ({ identifiers, party, month }: Asked, caller: Caller) => {
  const when: Record<string, string> = month === undefined ? {} : { month };
  if (identifiers.length === 0)
    return party === undefined ? [] : summariesBy({ 'line.party': party, ...when }, caller);
  const found = await Promise.all(
    identifiers.map((identifier) => summariesBy({ identifier, ...when }, caller)),
  );
  return [...new Map(found.flat().map((one) => [one.id, one])).values()];
};

/** The caller asks with their own rights: what is another's is not found. */
const answered = async (draft: OwnQuery, { caller, at }: HookContext): Promise<OwnQuery> => {
  const { searchCriteria = {}, relatedParty, ...rest } = draft;
  const { logicalResource = [], product = [] } = searchCriteria;
  const party =
    ownerAmong(searchCriteria.relatedParty) ?? ownerAmong(relatedParty) ?? caller.partyId;
  const identifiers = [...logicalResource, ...product].map(({ id }) => id);
  if (identifiers.length === 0 && party === undefined)
    throw badRequest('searchCriteria names a logicalResource, a product or a relatedParty');
  const asked = { identifiers, party, month: monthAsked(searchCriteria) };
  const summaries = await summariesFor(asked, caller);
  const owner = party ?? summaries[0]?.line[0]?.party;
  const buckets = owner === undefined ? [] : await bucketsOf({ 'relatedParty.id': owner }, caller);
  return {
    ...rest,
    searchCriteria,
    ...(owner !== undefined && {
      relatedParty: relatedParty ?? [{ id: owner, role: 'customer', '@referredType': 'Party' }],
    }),
    queryUsageConsumptionDate: at,
    usageConsumption: consumptionOf(summaries, buckets, at),
  };
};

/** TMF677. A question about what was used and what is left, answered when it is asked. */
export const queryUsageConsumption = defineResource<OwnQuery>({
  api: capability.api,
  source: 'bss.usage-consumption',
  name: 'queryUsageConsumption',
  idPrefix: 'quc',
  schema: { read: QueryUsageConsumption, create: QueryUsageConsumptionCreate },
  operations: ['list', 'get', 'create', 'delete'],
  access: customerOwned,
  owner: ({ relatedParty }) => ownerAmong(relatedParty),
  events: { change: null },
  shards: 16,
  beforeCreate: answered,
});
