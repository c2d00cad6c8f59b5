import * as z from 'zod';
import { HeldOrder, HeldOrderAnswer } from '../../schemas/ordering/held-order.ts';
import { Refused } from '../cloud/refused.ts';
import type { Client } from '../demo/client.ts';

const orders = '/tmf-api/serviceOrdering/v4/heldOrder';
const pageSize = 100;

/** A service order that waits for a person. */
export interface Waiting {
  readonly id: string;
  readonly order: string;
  readonly since: string;
  readonly reason: string;
}

const Identified = HeldOrder.required({ id: true });

/** All that wait in the tenant of the client, the longest first. */
export const waitingOrders = async (client: Client): Promise<readonly Waiting[]> => {
  const found: Waiting[] = [];
  for (;;) {
    const path = `${orders}?state=waiting&limit=${pageSize}&offset=${found.length}`;
    const page = z.array(Identified).parse(await client.get(path));
    found.push(
      ...page.map(({ id, serviceOrder, heldDate, reason }) => ({
        id,
        order: serviceOrder.id,
        since: heldDate,
        reason,
      })),
    );
    if (page.length < pageSize) break;
  }
  return found.sort((one, other) => (one.since < other.since ? -1 : 1));
};

export interface AnswerOptions {
  readonly answer: string;
  /** The order, or `all` that wait. */
  readonly which: string;
  readonly note?: string;
  readonly dryRun: boolean;
  readonly tell: (line: string) => void;
}

/** Answers orders that wait: `retry`, `skip` or `undo`. Answers how many went on, or would. */
export const answerHeld = async (client: Client, options: AnswerOptions): Promise<number> => {
  const { which, note, dryRun, tell } = options;
  const answer = HeldOrderAnswer.safeParse(options.answer);
  if (!answer.success) throw new Refused(`There is ${HeldOrderAnswer.options.join(', ')}`);
  const waiting = (await waitingOrders(client)).filter(
    ({ id, order }) => which === 'all' || which === id || which === order,
  );
  if (waiting.length === 0) throw new Refused(`Nothing of ${which} waits`);
  for (const { id, order } of waiting) {
    if (!dryRun)
      await client.send('PATCH', `${orders}/${id}`, {
        answer: answer.data,
        ...(note !== undefined && { note }),
      });
    tell(`  ${order}  ${dryRun ? 'would get' : 'got'} the answer ${answer.data}`);
  }
  return waiting.length;
};
