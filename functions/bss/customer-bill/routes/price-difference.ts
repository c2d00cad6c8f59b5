import * as z from 'zod';
import { PriceDifference } from '../../../../schemas/billing/bill-run.ts';
import { grantOf } from '../../../kernel/access/caller.ts';
import { forbidden } from '../../../kernel/problem.ts';
import { readAll } from '../../../kernel/table/store.ts';
import { pageHeaders } from '../../../kernel/tmf/list.ts';
import { parseQuery } from '../../../kernel/tmf/query.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import { attributesOf } from '../../../kernel/tmf/validate.ts';
import { visible } from '../../../kernel/tmf/visible.ts';
import { money } from '../bill-body.ts';
import { billRun } from '../bill-run.ts';
import { cycleBillId } from '../customer-bill.ts';
import { billedAccount } from '../kept/billed-account.ts';
import { billRunShard, type Difference } from '../kept/run-rows.ts';
import { shardId } from '../run/plan.ts';
import { readWorld } from '../run/world.ts';

const shown = ([account, month, before, after]: Difference, currency: string): PriceDifference => ({
  billingAccount: { id: account },
  customerBill: { id: cycleBillId(account, month) },
  before: money(currency, before),
  after: money(currency, after),
  difference: money(currency, after - before),
});

/** What a change of prices would make of each customer's last bill: the result of a run that was asked about one. */
export const priceDifferenceRoute: Route = {
  method: 'GET',
  path: `${billRun.name}/*/priceDifference`,
  described: {
    says: "What the run's change of prices would make of each customer's last bill",
    query: { limit: 'How many at most', offset: 'How many are left out' },
    answers: z.array(PriceDifference),
  },
  serve: async (request, [id = '']) => {
    const grant = grantOf(request.caller, billRun.access);
    if (grant === 'none') throw forbidden('Your role may not see bill runs');
    const { value } = await visible(billRun, request, grant, id);
    const { tenant } = request.caller;
    const query = parseQuery(request.query, attributesOf(PriceDifference));
    const ids = Array.from({ length: value.shards ?? 0 }, (_, index) => shardId(id, index));
    const found = (await readAll(billRunShard, tenant, ids)).flatMap(
      (shard) => shard.value.result?.differences ?? [],
    );
    const end = query.offset + query.limit;
    const page = found.slice(query.offset, end);
    const [world, accounts] = await Promise.all([
      readWorld(tenant),
      readAll(
        billedAccount,
        tenant,
        page.map(([account]) => account),
      ),
    ]);
    const currencies = new Map(
      accounts.map((one) => [one.value.id, world.issuerOf(one.value).rules.currency]),
    );
    return {
      status: 200,
      body: page.map((one) => shown(one, currencies.get(one[0]) ?? '')),
      headers: pageHeaders(
        request,
        `${billRun.api.basePath}/${billRun.name}/${id}/priceDifference`,
        query,
        { count: page.length, total: found.length, more: found.length > end },
      ),
    };
  },
};
