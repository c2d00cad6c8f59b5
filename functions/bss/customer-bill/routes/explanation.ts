import { Explanation } from '../../../../schemas/billing/explanation.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import { explanationOf } from '../explain.ts';
import { seenBill } from './see.ts';

/** Opens a bill: every line with its parts, and how it all adds up, in numbers and in words. */
export const explanationRoute: Route = {
  method: 'GET',
  path: 'customerBill/*/explanation',
  described: {
    says: 'Every line of the bill with its parts, and how it all adds up, in numbers and in words',
    answers: Explanation,
  },
  serve: async (request, [id = '']) => {
    const { stored, hidden } = await seenBill(request, id);
    return { status: 200, body: explanationOf(stored.value, hidden) };
  },
};
