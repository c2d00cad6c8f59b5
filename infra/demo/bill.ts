import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Client } from './client.ts';
import { paths } from './paths.ts';
import type { Ref } from './specifications.ts';

const Accounts = z.array(z.looseObject({ id: z.string(), name: z.string() }));
const Clock = z.looseObject({ now: z.string() });
const Amount = z.looseObject({ unit: z.string(), value: z.number() });
const Bill = z.looseObject({
  id: z.string(),
  billNo: z.string().optional(),
  state: z.string(),
  amountDue: Amount,
  paymentDueDate: z.string(),
});
const Explanation = z.looseObject({
  words: z.array(z.string()),
  sum: z.looseObject({ taxIncludedAmount: z.number() }),
});
const Preview = z.looseObject({ customerBill: z.looseObject({ amountDue: Amount }) });
const Run = z.looseObject({ id: z.string(), state: z.string() });

/** Clients whose tokens are new: the clock has moved past the life of the old ones. */
export interface Billing {
  readonly admin: () => Client;
  readonly operations: () => Client;
  readonly agent: () => Client;
  readonly say: (line: string) => void;
}

/** Noon of the first of the month after: the cycle is over everywhere. */
const afterCycle = (now: string): { readonly date: string; readonly at: string } => {
  const next = new Date(Date.parse(now));
  next.setUTCDate(1);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const date = next.toISOString().slice(0, 10);
  return { date, at: `${date}T11:30:00.000Z` };
};

const lookAgainMs = 100;
const mostLooks = 600;

const untilDone = async (client: Client, id: string): Promise<string> => {
  for (let look = 0; look < mostLooks; look += 1) {
    const { state } = Run.parse(await client.get(`${paths.billRun}/${id}`));
    if (state !== 'waiting' && state !== 'inProgress') return state;
    await pause(lookAgainMs);
  }
  return 'still in progress';
};

const eur = ({ unit, value }: z.infer<typeof Amount>): string => `${value.toFixed(2)} ${unit}`;

/** Moves the clock to the end of the customer's first cycle, bills it, and opens the bill. Answers how it went. */
export const showFirstBill = async (billing: Billing, party: Ref): Promise<boolean> => {
  const { say } = billing;
  const [account] = Accounts.parse(
    await billing.agent().get(`${paths.billingAccount}?relatedParty.id=${party.id}`),
  );
  if (account === undefined) return false;
  const preview = Preview.parse(
    await billing.agent().send('POST', paths.billPreview, { billingAccount: { id: account.id } }),
  );
  say(`\nThe next bill of ${account.name} would be ${eur(preview.customerBill.amountDue)} today`);
  const { now } = Clock.parse(await billing.admin().send('GET', '/_local/clock'));
  const { date, at } = afterCycle(now);
  await billing.admin().send('PUT', '/_local/clock', { now: at });
  say(`The clock moves from ${now.slice(0, 16)} to ${at.slice(0, 16)}; a run bills the account`);
  const operations = billing.operations();
  const { id } = await operations.post(paths.billRun, {
    cycleDate: date,
    billingAccount: [{ id: account.id }],
  });
  const state = await untilDone(operations, id);
  const agent = billing.agent();
  const [found] = z
    .array(z.unknown())
    .parse(await agent.get(`${paths.customerBill}?billingAccount.id=${account.id}`));
  if (state !== 'done' || found === undefined) return false;
  const bill = Bill.parse(found);
  say(
    `\nBill ${bill.billNo ?? bill.id}: ${eur(bill.amountDue)}, ${bill.state}, to pay by ${bill.paymentDueDate.slice(0, 10)}`,
  );
  const { words } = Explanation.parse(
    await agent.get(`${paths.customerBill}/${bill.id}/explanation`),
  );
  for (const line of words) say(`  ${line}`);
  say(`  As a page and as PDF: ${paths.customerBill}/${bill.id}/document.html, …/document.pdf`);
  return bill.amountDue.value === preview.customerBill.amountDue.value;
};
