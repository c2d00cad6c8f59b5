import * as z from 'zod';
import { PriceEffect } from '../../../../schemas/billing/price-change-preview.ts';
import { grantOf } from '../../../kernel/access/caller.ts';
import { forbidden } from '../../../kernel/problem.ts';
import { readAll } from '../../../kernel/table/store.ts';
import { pageHeaders } from '../../../kernel/tmf/list.ts';
import { parseQuery } from '../../../kernel/tmf/query.ts';
import { hrefOf } from '../../../kernel/tmf/resource.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import { visible } from '../../../kernel/tmf/visible.ts';
import { type EffectRow, partId, priceEffectPart, shownEffect } from '../what-if/effects.ts';
import { priceChangePreview } from '../what-if/price-change-preview.ts';
import { Walk } from '../what-if/step.ts';

interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** The rows of a page, read from the parts that it touches. */
const rowsOf = async (
  tenant: string,
  study: string,
  counts: readonly number[],
  { offset, limit }: Page,
): Promise<readonly EffectRow[]> => {
  let start = 0;
  let skipped: number | undefined;
  const ids: string[] = [];
  for (const [index, count] of counts.entries()) {
    if (start + count > offset && start < offset + limit) {
      skipped ??= start;
      ids.push(partId(study, index));
    }
    start += count;
  }
  const parts = new Map(
    (await readAll(priceEffectPart, tenant, ids)).map(({ value }) => [value.id, value.rows]),
  );
  const from = offset - (skipped ?? 0);
  return ids.flatMap((id) => parts.get(id) ?? []).slice(from, from + limit);
};

/** What a change of prices would do to each customer, page by page, as far as it is known. */
export const priceEffectsRoute: Route = {
  method: 'GET',
  path: `${priceChangePreview.name}/*/effect`,
  described: {
    says: 'What a change of prices would do to the last bill of each customer',
    query: { offset: 'How many customers to leave out', limit: 'How many to answer' },
    answers: z.array(PriceEffect),
  },
  serve: async (request, [id = '']) => {
    const grant = grantOf(request.caller, priceChangePreview.access);
    if (grant === 'none') throw forbidden('Your role may not see what a change of prices would do');
    const { hidden } = await visible(priceChangePreview, request, grant, id);
    const { counts } = Walk.parse(hidden);
    const query = parseQuery(request.query, []);
    const rows = await rowsOf(request.caller.tenant, id, counts, query);
    const total = counts.reduce((all, count) => all + count, 0);
    return {
      status: 200,
      body: rows.map(shownEffect),
      headers: pageHeaders(request, `${hrefOf(priceChangePreview, id)}/effect`, query, {
        count: rows.length,
        total,
        more: total > query.offset + query.limit,
      }),
    };
  },
};
