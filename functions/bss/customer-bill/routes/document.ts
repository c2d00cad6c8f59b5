import type { Request, Response } from '../../../kernel/http/request.ts';
import { notFound } from '../../../kernel/problem.ts';
import { read } from '../../../kernel/table/store.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import { fileNameOf, htmlOf } from '../document/html.ts';
import { type Letter, letterOf } from '../document/letter.ts';
import { pdfOf } from '../document/pdf.ts';
import { explanationOf } from '../explain.ts';
import { billedAccount } from '../kept/billed-account.ts';
import { defaultEntity, legalEntity } from '../legal-entity.ts';
import { seenBill } from './see.ts';

type Made = (letter: Letter) => NonNullable<Response['file']>;

const served =
  (kind: string, made: Made) =>
  async (request: Request, [id = '']: readonly string[]): Promise<Response> => {
    const { stored, hidden } = await seenBill(request, id);
    const { tenant } = request.caller;
    const accountId = stored.value.billingAccount?.id ?? '';
    const [account, entity] = await Promise.all([
      read(billedAccount, tenant, accountId),
      read(legalEntity, tenant, hidden.entity),
    ]);
    if (account === undefined) throw notFound('billingAccount', accountId);
    const explanation = explanationOf(stored.value, hidden);
    const sender = entity?.value ?? defaultEntity;
    const letter = letterOf(stored.value, explanation, account.value, sender);
    return {
      status: 200,
      file: made(letter),
      headers: {
        'Content-Disposition': `inline; filename="${fileNameOf(stored.value, kind)}"`,
        'Cache-Control': 'private, no-store',
      },
    };
  };

/** The bill as a page and as a file to send, made when asked for: the same bill gives the same bytes. */
export const documentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'customerBill/*/document.html',
    described: { says: 'The bill as a page', answers: { mediaType: 'text/html' } },
    serve: served('html', (letter) => ({
      mediaType: 'text/html; charset=utf-8',
      content: htmlOf(letter),
    })),
  },
  {
    method: 'GET',
    path: 'customerBill/*/document.pdf',
    described: { says: 'The bill as a file to send', answers: { mediaType: 'application/pdf' } },
    serve: served('pdf', (letter) => ({ mediaType: 'application/pdf', content: pdfOf(letter) })),
  },
];
