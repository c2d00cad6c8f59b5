import type { Snapshot, Subscription } from './account.ts';

/** A stretch of a product's life in which nothing that its price depends on changed. */
export interface Segment {
  readonly fromMs: number;
  /** Not there while it goes on. */
  readonly toMs: number | undefined;
  readonly name: string;
  readonly offering: string;
  readonly bundle?: string;
  /** `status` among them, so that a price may hold for active products alone. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A suspended product and one that waits for its end are still the customer's. */
const held = ['active', 'suspended', 'pendingTerminate'];

const factsOf = ({ status, characteristics }: Snapshot): Readonly<Record<string, string>> => ({
  ...characteristics,
  status: status === 'suspended' ? 'suspended' : 'active',
});

const sameFacts = (
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean => {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
};

const goesOn = (open: Segment | undefined, { offering }: Snapshot, facts: Segment['facts']) =>
  open !== undefined && open.offering === offering && sameFacts(open.facts, facts);

/** The segments of a product, oldest first, whatever the order in which its snapshots came. */
export const segmentsOf = ({ snapshots }: Subscription): readonly Segment[] => {
  const segments: Segment[] = [];
  let open: Segment | undefined;
  const close = (toMs: number): void => {
    if (open !== undefined && toMs > open.fromMs) segments.push({ ...open, toMs });
    open = undefined;
  };
  const ordered =
    snapshots.length > 1 ? snapshots.toSorted((a, b) => a.version - b.version) : snapshots;
  for (const one of ordered) {
    const { atMs, startMs = atMs, endMs = atMs, name, offering, status } = one;
    if (status === 'terminated') close(endMs);
    const facts = factsOf(one);
    if (!held.includes(status) || goesOn(open, one, facts)) continue;
    const fromMs = open === undefined ? startMs : atMs;
    close(atMs);
    const sold = one.bundle === undefined ? {} : { bundle: one.bundle };
    open = { fromMs, toMs: undefined, name, offering, ...sold, facts };
  }
  return open === undefined ? segments : [...segments, open];
};

/** The segments as they were known to go on at a moment: what came after it is for the next bill. */
export const asOf = (segments: readonly Segment[], atMs: number): readonly Segment[] =>
  segments.every(({ fromMs, toMs }) => fromMs < atMs && (toMs === undefined || toMs <= atMs))
    ? segments
    : cutAt(segments, atMs);

const cutAt = (segments: readonly Segment[], atMs: number): readonly Segment[] =>
  segments
    .filter(({ fromMs }) => fromMs < atMs)
    .map((one) => (one.toMs !== undefined && one.toMs > atMs ? { ...one, toMs: undefined } : one));
