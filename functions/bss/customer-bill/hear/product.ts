import * as z from 'zod';
import type { Snapshot } from '../engine/account.ts';
import { elsewhere } from '../engine/history.ts';
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

const withSnapshot = (before: AccountRow, id: string, snapshot: Snapshot): AccountRow => {
  const known = before.subscriptions.find((one) => one.id === id);
  if (known?.snapshots.some(({ version }) => version === snapshot.version)) return before;
  const subscription = {
    id,
    snapshots: [...(known?.snapshots ?? []), snapshot].sort((a, b) => a.version - b.version),
  };
  return {
    ...before,
    sinceMs: Math.min(before.sinceMs, snapshot.startMs ?? snapshot.atMs),
    subscriptions: [...before.subscriptions.filter((one) => one.id !== id), subscription].sort(
      (a, b) => (a.id < b.id ? -1 : 1),
    ),
  };
};

/** Adds what a product was from a moment on; a version that is known changes nothing. */
export const hearProduct = (
  before: AccountRow,
  heard: Heard,
  version: number,
  atMs: number,
): AccountRow =>
  !charged.includes(heard.status) || heard.productOffering === undefined
    ? before
    : withSnapshot(before, heard.id, snapshotOf(heard, version, atMs));

/** For the account that a product comes to: until the version that brings it, it was elsewhere. */
export const justBefore = (version: number): number => version - 0.5;

/** Adds that a product was at another account until now, or is from now on. */
export const hearMove = (
  before: AccountRow,
  product: string,
  version: number,
  atMs: number,
): AccountRow =>
  withSnapshot(before, product, {
    version,
    atMs,
    status: elsewhere,
    name: '',
    offering: '',
    characteristics: {},
  });
