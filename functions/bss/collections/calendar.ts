import { grantOf } from '../../kernel/access/caller.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Request } from '../../kernel/http/request.ts';
import { decimalOf, sum } from '../../kernel/money.ts';
import { badQuery, forbidden } from '../../kernel/problem.ts';
import { lookupPartition } from '../../kernel/table/keys.ts';
import { readIndex } from '../../kernel/table/rows.ts';
import { readAll } from '../../kernel/table/store.ts';
import { ownerAmong } from '../../kernel/tmf/resource.ts';
import { seen } from './access.ts';
import { dunningCase } from './case.ts';
import { calendarOf, collectible, Debt } from './debt.ts';
import type { Policy } from './policy.ts';
import { policyOf } from './policy-store.ts';

/** One currency is the rule; an account with more has a case for each. */
const mostCases = 20;

const questions = ['billingAccount.id', 'promiseDate'];

const instantIn = (text: string | undefined): Instant | undefined => {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw badQuery('promiseDate is a moment, like 2027-01-31T12:00:00Z');
  return new Date(time).toISOString();
};

/** The steps to come of one debt, each with what it will be about; as they would be after a promise, where one is asked about. */
const rowsOf = (debt: Debt, policy: Policy, promised: Instant | undefined, at: Instant) => {
  const pauses = promised === undefined ? [] : [{ id: 'promised', from: at, until: promised }];
  return calendarOf({ ...debt, pauses: [...debt.pauses, ...pauses] }, policy).map(
    ({ step, date }) => {
      const due = debt.bills.filter((bill) => bill.dueAt < date);
      return {
        '@type': 'DunningCalendarEntry',
        date,
        step: step.name,
        action: step.action,
        ...(step.fee !== undefined && { fee: step.fee }),
        amount: {
          unit: debt.currency,
          value: decimalOf(sum(due.map((bill) => collectible(debt, bill)))),
        },
      };
    },
  );
};

/**
 * What will happen to an account, and when, if nothing is paid. `promiseDate` asks what a promise to pay by then would
 * change. Nothing is written.
 */
export const calendar = async ({ query, caller }: Request, at: Instant): Promise<unknown> => {
  const unknown = Object.keys(query).find((name) => !questions.includes(name));
  if (unknown !== undefined)
    throw badQuery(`${unknown} cannot be asked for; ${questions.join(' and ')} can`);
  const account = query['billingAccount.id']?.at(-1);
  if (account === undefined) throw badQuery('billingAccount.id says whose calendar is wanted');
  const grant = grantOf(caller, seen);
  if (grant === 'none') throw forbidden('Your role may not see a dunning calendar');
  const promised = instantIn(query['promiseDate']?.at(-1));
  const { tenant, partyId } = caller;
  const partition = lookupPartition(tenant, dunningCase.type, 'billingAccount.id', account);
  const { sorts } = await readIndex('gsi3', partition, { limit: mostCases });
  const [cases, policy] = await Promise.all([
    readAll(dunningCase, tenant, sorts),
    policyOf(tenant),
  ]);
  return cases
    .filter(({ value }) => grant !== 'readOwn' || ownerAmong(value.relatedParty) === partyId)
    .filter(({ value }) => value.isExempt !== true)
    .flatMap(({ hidden }) => rowsOf(Debt.parse(hidden['debt']), policy, promised, at));
};
