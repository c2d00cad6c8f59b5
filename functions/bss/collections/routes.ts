import * as z from 'zod';
import { Money } from '../../../schemas/tmf/common.ts';
import { now } from '../../kernel/clock.ts';
import type { Route } from '../../kernel/tmf/route.ts';
import { calendar } from './calendar.ts';
import { StepAction } from './policy.ts';

const Entry = z.strictObject({
  '@type': z.string(),
  date: z.string(),
  step: z.string(),
  action: StepAction,
  fee: Money.optional(),
  amount: Money,
});

/** What is asked beside the resources: the calendar of what will happen to an account that does not pay. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: 'dunningCalendar',
    serve: async (request) => ({ status: 200, body: await calendar(request, now()) }),
    described: {
      says: 'What will happen to an account, and when, if nothing is paid',
      query: {
        'billingAccount.id': 'Whose calendar; it must be given',
        promiseDate: 'As it would be after a promise to pay by then',
      },
      answers: z.array(Entry),
    },
  },
];
