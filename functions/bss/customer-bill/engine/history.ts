import type { Snapshot, Subscription } from './account.ts';

/** A stretch of a product's life in which nothing that its price depends on changed. */
export interface Segment {
  readonly fromMs: number;
  /** Not there while it goes on. */
  readonly toMs: number | undefined;
  readonly name: string;
  readonly offering: string;
  readonly bundle?: string;
  /** True where it came from another account, which paid what it cost once. @default false */
  readonly moved?: true;
  /** `status` among them, so that a price may hold for active products alone. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A suspended product and one that waits for its end are still the customer's. */
const held = ['active', 'suspended', 'pendingTerminate'];

/** The status of a product that another account pays for. */
export const elsewhere = 'elsewhere';

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

/** When a snapshot ends what was before it: the product's own end, or its move to another account. */
const endOf = ({ status, atMs, endMs = atMs }: Snapshot): number | undefined => {
  if (status === 'terminated') return endMs;
  return status === elsewhere ? atMs : undefined;
};

/** Only what is first and came from nowhere else begins with the product's own start. */
const begunBy = (
  { atMs, startMs = atMs, name, offering, bundle }: Snapshot,
  facts: Segment['facts'],
  isFirst: boolean,
  isMoved: boolean,
): Segment => ({
  fromMs: isFirst && !isMoved ? startMs : atMs,
  toMs: undefined,
  name,
  offering,
  ...(bundle !== undefined && { bundle }),
  ...(isMoved && { moved: isMoved }),
  facts,
});

/** The segments of a product, oldest first, whatever the order in which its snapshots came. */
export const segmentsOf = ({ snapshots }: Subscription): readonly Segment[] => {
  const segments: Segment[] = [];
  let open: Segment | undefined;
  let isAway = false;
  const close = (toMs: number): void => {
    if (open !== undefined && toMs > open.fromMs) segments.push({ ...open, toMs });
    open = undefined;
  };
  const ordered =
    snapshots.length > 1 ? snapshots.toSorted((a, b) => a.version - b.version) : snapshots;
  for (const one of ordered) {
    const end = endOf(one);
    if (end !== undefined) close(end);
    isAway = isAway || one.status === elsewhere;
    const facts = factsOf(one);
    if (!held.includes(one.status) || goesOn(open, one, facts)) continue;
    const next = begunBy(one, facts, open === undefined, isAway);
    close(one.atMs);
    open = next;
    isAway = false;
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
