import * as z from 'zod';
import type { Snapshot } from '../engine/account.ts';
import type { AccountRow } from '../kept/billed-account.ts';

/** What billing takes of TMF637's product. */
const Heard = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  status: z.string(),
  startDate: z.string().optional(),
  terminationDate: z.string().optional(),
  billingAccount: z.looseObject({ id: z.string() }).optional(),
  productOffering: z.looseObject({ id: z.string(), name: z.string().optional() }).optional(),
  productRelationship: z
    .array(
      z.looseObject({
        relationshipType: z.string(),
        product: z
          .looseObject({ productOffering: z.looseObject({ id: z.string() }).optional() })
          .optional(),
      }),
    )
    .optional(),
  productCharacteristic: z
    .array(z.looseObject({ name: z.string(), value: z.unknown() }))
    .optional(),
});
type Heard = z.infer<typeof Heard>;

export const ProductHeard = z.object({ product: Heard });

const soldIn = 'soldIn';

const bundleOf = ({ productRelationship }: Heard): string | undefined =>
  productRelationship?.find(({ relationshipType }) => relationshipType === soldIn)?.product
    ?.productOffering?.id;

const snapshotOf = (heard: Heard, version: number, atMs: number): Snapshot => ({
  version,
  atMs,
  status: heard.status,
  name: heard.name ?? heard.productOffering?.name ?? heard.id,
  offering: heard.productOffering?.id ?? '',
  ...(bundleOf(heard) !== undefined && { bundle: bundleOf(heard) ?? '' }),
  ...(heard.startDate !== undefined && { startMs: Date.parse(heard.startDate) }),
  ...(heard.terminationDate !== undefined && { endMs: Date.parse(heard.terminationDate) }),
  characteristics: Object.fromEntries(
    (heard.productCharacteristic ?? []).map(({ name, value }) => [name, String(value)]),
  ),
});

/** Before it is active, a product is no charge's business. */
const charged = ['active', 'suspended', 'pendingTerminate', 'terminated'];

/** Adds what a product was from a moment on; a version that is known changes nothing. */
export const hearProduct = (
  before: AccountRow,
  heard: Heard,
  version: number,
  atMs: number,
): AccountRow => {
  if (!charged.includes(heard.status) || heard.productOffering === undefined) return before;
  const known = before.subscriptions.find(({ id }) => id === heard.id);
  if (known?.snapshots.some((one) => one.version === version)) return before;
  const snapshot = snapshotOf(heard, version, atMs);
  const subscription = {
    id: heard.id,
    snapshots: [...(known?.snapshots ?? []), snapshot].sort((a, b) => a.version - b.version),
  };
  return {
    ...before,
    sinceMs: Math.min(before.sinceMs, snapshot.startMs ?? atMs),
    subscriptions: [...before.subscriptions.filter(({ id }) => id !== heard.id), subscription].sort(
      (a, b) => (a.id < b.id ? -1 : 1),
    ),
  };
};
