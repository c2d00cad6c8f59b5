import type { WriteContext } from '../../kernel/table/stored.ts';
import { sweep } from '../../kernel/task/sweep.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { collect } from './collect.ts';
import { paymentTimers } from './ledger-store.ts';
import { proceed } from './proceed.ts';
import { proceedRefund } from './proceed-refund.ts';
import { simulatedProvider } from './simulated-provider.ts';

/** What a timer's subject reminds of: a payment, a refund, or a bill that is due. */
const rung = async (subject: string, context: WriteContext): Promise<void> => {
  const provider = simulatedProvider(context.caller);
  const [kind, first = '', second = '', third = ''] = subject.split(':').map(decodeURIComponent);
  if (kind === 'refund') return proceedRefund(first, second, context, provider);
  const id = kind === 'bill' ? await collect(first, second, third, context) : first;
  if (id !== undefined) await proceed(id, context, provider);
};

const sweepAll: Task = (_event, context) => sweep(paymentTimers, context, rung);

/** What the clock starts: everything that is due. */
export const handler = taskHandler('payment', { 'sweep-payments': sweepAll });
