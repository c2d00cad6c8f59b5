import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';
import type { Caller } from '../service.ts';
import { type Index, type Table, tableArn } from './schema.ts';
import type { Storage } from './storage.ts';
import type { AttributeValue, Item } from './values.ts';

/** What every operation works with. */
export interface Context {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Throws ResourceNotFoundException. */
  table(name: string): Table;
  findTable(name: string): Table | undefined;
  /** Called after a commit that added to a stream. */
  written(): void;
  /** Called when an item may expire earlier than any known before. Seconds since 1970. */
  expires(atSeconds: number): void;
}

const keyText = (value: AttributeValue | undefined): string =>
  value?.S ?? value?.N ?? value?.B ?? '';

/** The value that IAM compares with dynamodb:LeadingKeys. */
export const leadingKey = (table: Table | undefined, key: Item, index?: Index): string =>
  table === undefined ? '' : keyText(key[(index ?? table).hash.name]);

/** Asks IAM. Throws AccessDeniedException. */
export const authorize = (
  caller: Caller,
  action: string,
  tableName: string,
  leadingKeys: readonly string[],
  indexName?: string,
): void => {
  if (caller.authorize === undefined) return;
  const keys = [...new Set(leadingKeys)];
  caller.authorize(
    `dynamodb:${action}`,
    indexName === undefined ? tableArn(tableName) : `${tableArn(tableName)}/index/${indexName}`,
    keys.length === 0 ? undefined : { 'dynamodb:LeadingKeys': keys },
  );
};
