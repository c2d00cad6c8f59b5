import * as z from 'zod';
import { microsOf } from '../../../kernel/money.ts';
import type { Write } from '../../../kernel/table/store.ts';
import { change, commitAll, creation, read } from '../../../kernel/table/store.ts';
import type { WriteContext } from '../../../kernel/table/stored.ts';
import { money } from '../bill-body.ts';
import { accountPage, countAccounts, firstAccount } from '../kept/account-page.ts';
import { readWorld } from '../run/world.ts';
import type { Answered, EffectRow } from './effects.ts';
import { changesOf, effectsOn, partId, priceEffectPart, shownEffect } from './effects.ts';
import { priceChangePreview, type Study } from './price-change-preview.ts';

/** Accounts of one step: they and their bills are read and worked out in a second, and a step costs one write. */
const atOnce = 200;
const mostLargest = 10;
const mostFailures = 100;

/** What only we see of a study: where it stands, and how many rows each of its parts has. */
export const Walk = z.object({
  cursor: z.object({ shard: z.int(), after: z.string().optional() }).default({ ...firstAccount }),
  counts: z.array(z.int()).default([]),
});

const sizeOf = ({ difference }: { difference: { value?: number | undefined } }): number =>
  Math.abs(difference.value ?? 0);

const largestOf = ({ largest = [] }: Study, rows: readonly EffectRow[]) =>
  [...largest, ...rows.filter(({ before, after }) => before !== after).map(shownEffect)]
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, mostLargest);

const totalsOf = ({ total = [] }: Study, rows: readonly EffectRow[]) => {
  const sums = new Map(
    total.map(({ before, after }) => [
      before.unit ?? '',
      { before: microsOf(before.value ?? 0), after: microsOf(after.value ?? 0) },
    ]),
  );
  for (const { currency, before, after } of rows) {
    const known = sums.get(currency) ?? { before: 0, after: 0 };
    sums.set(currency, { before: known.before + before, after: known.after + after });
  }
  return [...sums].map(([currency, { before, after }]) => ({
    before: money(currency, before),
    after: money(currency, after),
    difference: money(currency, after - before),
  }));
};

const nothingDone = { done: 0, billed: 0, changed: 0, failed: 0 };

/** The study with what a step found. */
const grown = (
  study: Study,
  accounts: number,
  looked: number,
  { rows, failures }: Answered,
): Study => {
  const { progress = { ...nothingDone, accounts } } = study;
  return {
    ...study,
    progress: {
      accounts: Math.max(progress.accounts, progress.done + looked),
      done: progress.done + looked,
      billed: progress.billed + rows.length,
      changed: progress.changed + rows.filter(({ before, after }) => before !== after).length,
      failed: progress.failed + failures.length,
    },
    total: totalsOf(study, rows),
    largest: largestOf(study, rows),
    failure: [...(study.failure ?? []), ...failures].slice(0, mostFailures),
  };
};

/**
 * Does the next step of a study; the event of its write is the sign for the one after. A step belongs to one version of
 * the study, and commits with it: a sign that comes again, or late, does nothing.
 */
export const stepOn = async (id: string, version: number, context: WriteContext): Promise<void> => {
  const { tenant } = context.caller;
  const stored = await read(priceChangePreview, tenant, id);
  if (stored?.value.state !== 'inProgress' || stored.version !== version) return;
  const study = stored.value;
  const { cursor, counts } = Walk.parse(stored.hidden);
  const [world, { accounts, next }, count] = await Promise.all([
    readWorld(tenant),
    accountPage(tenant, cursor, atOnce),
    study.progress?.accounts ?? countAccounts(tenant),
  ]);
  const atMs = Date.parse(study.creationDate ?? context.at);
  const answered = await effectsOn(tenant, accounts, { world, changes: changesOf(study), atMs });
  const after = grown(study, count, accounts.length, answered);
  const value: Study =
    next === undefined ? { ...after, state: 'done', completionDate: context.at } : after;
  const part: Write = creation(
    priceEffectPart,
    {
      id: partId(id, counts.length),
      '@type': priceEffectPart.type,
      rows: answered.rows,
    },
    context,
  );
  await commitAll([
    change(priceChangePreview, stored, value, context, {
      hidden: { cursor: next ?? cursor, counts: [...counts, answered.rows.length] },
    }),
    part,
  ]);
};
