import * as z from 'zod';
import { commit, creation, readAll } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { ours } from '../silent.ts';
import type { NamedTariff } from './tariffs.ts';

const KnownAllowance = z.strictObject({
  slot: z.string(),
  quantity: z.number(),
  shared: z.boolean(),
  usageType: z.string(),
  rollover: z.strictObject({ min: z.number(), max: z.number() }).optional(),
});

/** What a record's numbers stand for, by the tariff that rated it: kept once, so that any record can be explained. */
export const UsageTariff = z.strictObject({
  id: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  zones: z.array(z.string()),
  roaming: z.array(z.string()),
  bands: z.array(z.string()),
  slots: z.array(z.string()),
  rates: z.array(
    z.strictObject({
      priceId: z.string(),
      priceVersion: z.string(),
      model: z.string(),
      per: z.number(),
      steps: z.array(z.strictObject({ from: z.number(), micros: z.number() })),
    }),
  ),
  allowances: z.array(KnownAllowance),
});
export type UsageTariff = z.infer<typeof UsageTariff>;

const usageTariff = ours<UsageTariff>({ name: 'usageTariff', schema: { read: UsageTariff } });

const kinds = ['voice', 'data', 'sms'];

const namesOf = ({ key, tariff }: NamedTariff): UsageTariff => ({
  id: key,
  currency: tariff.currency,
  timeZone: tariff.timeZone,
  zones: [...tariff.zones],
  roaming: [...tariff.roaming],
  bands: [...tariff.bands],
  slots: [...tariff.slots],
  rates: tariff.rates.map(({ priceId, priceVersion, model, per, steps }) => ({
    priceId,
    priceVersion,
    model,
    per,
    steps: [...steps],
  })),
  allowances: tariff.allowances.flatMap((allowances, kind) =>
    allowances.map(({ slot, quantity, shared, rollover }) => ({
      slot: tariff.slots[slot] ?? '',
      quantity,
      shared,
      usageType: kinds[kind] ?? '',
      ...(rollover && { rollover: { ...rollover } }),
    })),
  ),
});

/** What this instance of the function knows to be kept: a tariff never changes. */
const keptAlready = new Set<string>();
const known = new Map<string, UsageTariff>();

/** Keeps what a tariff's numbers stand for, before the first record that needs it. */
export const keepNames = async (named: NamedTariff, context: WriteContext): Promise<void> => {
  const place = `${context.caller.tenant} ${named.key}`;
  if (keptAlready.has(place)) return;
  await commit(creation(usageTariff, namesOf(named), context));
  keptAlready.add(place);
};

/** The tariffs by their keys. */
export const namesFor = async (
  tenant: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, UsageTariff>> => {
  const place = (key: string): string => `${tenant} ${key}`;
  const missing = [...new Set(keys)].filter((key) => key !== '' && !known.has(place(key)));
  for (const { value } of await readAll(usageTariff, tenant, missing))
    known.set(place(value.id), value);
  return new Map(
    keys.flatMap((key) => {
      const found = known.get(place(key));
      return found === undefined ? [] : [[key, found] as const];
    }),
  );
};
