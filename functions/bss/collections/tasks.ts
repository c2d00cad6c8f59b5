import type { WriteContext } from '../../kernel/table/stored.ts';
import { sweep } from '../../kernel/task/sweep.ts';
import type { Task } from '../../kernel/task/task.ts';
import { taskHandler } from '../../kernel/task/task.ts';
import { dunningTimers } from './case.ts';
import { look } from './follow.ts';

/** A timer's subject is the account whose debt is to be looked at. */
const rung = (subject: string, context: WriteContext): Promise<void> => {
  const [account = '', currency = ''] = subject.split(':').map(decodeURIComponent);
  return look({ account, currency }, (debt) => debt, context);
};

const sweepAll: Task = (_event, context) => sweep(dunningTimers, context, rung);

/** What the clock starts: the steps that are due. */
export const handler = taskHandler('collections', { 'sweep-debts': sweepAll });
