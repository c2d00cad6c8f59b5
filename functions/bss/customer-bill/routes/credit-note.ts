import { now } from '../../../kernel/clock.ts';
import { shown } from '../../../kernel/tmf/answer.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import { validated } from '../../../kernel/tmf/validate.ts';
import { CreditNoteAsked, creditBill } from '../credit-note.ts';
import { customerBill } from '../customer-bill.ts';
import { assertOperations, seenBill } from './see.ts';

/** A bill that was sent is put right by a credit note: of lines, of an amount, or of all of it (void). */
export const creditNoteRoute: Route = {
  method: 'POST',
  path: 'customerBill/*/creditNote',
  described: {
    says: 'Credits a bill that was sent: lines of it, an amount, or all of it; for operations and admin',
    body: CreditNoteAsked,
    status: 201,
    answers: customerBill,
  },
  serve: async (request, [id = '']) => {
    assertOperations(request);
    const asked = CreditNoteAsked.parse(validated(CreditNoteAsked, request.body));
    const { stored } = await seenBill(request, id);
    const key = request.headers['idempotency-key'] ?? request.caller.requestId;
    const context = { caller: request.caller, at: now() };
    const note = await creditBill(stored, asked, key, context);
    return {
      status: 201,
      body: shown(note, request),
      headers: { Location: `${request.origin}${note.href ?? ''}` },
    };
  },
};
