import type { Route } from '../../../kernel/tmf/serve.ts';
import { explanationOf } from '../explain.ts';
import { seenBill } from './see.ts';

/** Opens a bill: every line with its parts, and how it all adds up, in numbers and in words. */
export const explanationRoute: Route = {
  method: 'GET',
  path: 'customerBill/*/explanation',
  serve: async (request, [id = '']) => {
    const { stored, hidden } = await seenBill(request, id);
    return { status: 200, body: explanationOf(stored.value, hidden) };
  },
};
