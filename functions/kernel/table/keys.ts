/** Key parts are joined by `#` in this file alone; a part that holds one is escaped, so that no id can reach another's key. */
const escaped = (part: string): string => part.replaceAll('%', '%25').replaceAll('#', '%23');
const join = (...parts: readonly string[]): string => parts.map(escaped).join('#');

/** The sort key of the resource itself; other rows of it stand beside. */
export const selfRow = '@';

export const partitionOf = (tenant: string, type: string, id: string): string =>
  join(tenant, type, id);
export const typePartition = (tenant: string, type: string, shard: number): string =>
  join(tenant, type, String(shard));
export const partyPartition = (tenant: string, partyId: string): string =>
  join(tenant, 'party', partyId);
export const partySort = (type: string, id: string): string => join(type, id);
export const lookupPartition = (
  tenant: string,
  type: string,
  attribute: string,
  value: string,
): string => join(tenant, type, attribute, value);

/** A hash of the id over the shards that the resource declares, so that no index partition takes all writes. */
export const shardOf = (id: string, shards: number): number => {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1)
    hash = (hash * 31 + id.charCodeAt(index)) >>> 0;
  return hash % shards;
};
