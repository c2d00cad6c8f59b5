import * as z from 'zod';
import type { Request, Response } from '../../../kernel/http/request.ts';
import { conflict, notFound } from '../../../kernel/problem.ts';
import { read } from '../../../kernel/table/store.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import type { HiddenBill } from '../bill-body.ts';
import { customerBill, type OwnBill } from '../customer-bill.ts';
import { fileNameOf, htmlOf } from '../document/html.ts';
import { type Letter, letterOf } from '../document/letter.ts';
import { pdfOf } from '../document/pdf.ts';
import { ublOf } from '../document/ubl.ts';
import { linesOf } from '../engine/packed.ts';
import { explanationOf } from '../explain.ts';
import { type AccountRow, billedAccount } from '../kept/billed-account.ts';
import { defaultEntity, legalEntity } from '../legal-entity.ts';
import { seenBill } from './see.ts';

type File = NonNullable<Response['file']>;

interface Opened {
  readonly bill: OwnBill;
  readonly hidden: HiddenBill;
  readonly credits: string | undefined;
  readonly account: AccountRow;
  readonly sender: typeof defaultEntity;
}

const Note = z.looseObject({ credits: z.string().optional() });

/** The number of the bill that a credit note is about. */
const creditedNo = async (
  tenant: string,
  hidden: Readonly<Record<string, unknown>>,
): Promise<string | undefined> => {
  const { credits } = Note.parse(hidden);
  if (credits === undefined) return undefined;
  return (await read(customerBill, tenant, credits))?.value.billNo ?? credits;
};

const served =
  (kind: string, made: (opened: Opened) => File) =>
  async (request: Request, [id = '']: readonly string[]): Promise<Response> => {
    const { stored, hidden } = await seenBill(request, id);
    const { tenant } = request.caller;
    const accountId = stored.value.billingAccount?.id ?? '';
    const [account, entity, credits] = await Promise.all([
      read(billedAccount, tenant, accountId),
      read(legalEntity, tenant, hidden.entity),
      creditedNo(tenant, stored.hidden),
    ]);
    if (account === undefined) throw notFound('billingAccount', accountId);
    const sender = entity?.value ?? defaultEntity;
    const opened = { bill: stored.value, hidden, credits, account: account.value, sender };
    return {
      status: 200,
      file: made(opened),
      headers: {
        'Content-Disposition': `inline; filename="${fileNameOf(stored.value, kind)}"`,
        'Cache-Control': 'private, no-store',
      },
    };
  };

const letterFor = ({ bill, hidden, account, sender }: Opened): Letter =>
  letterOf(bill, explanationOf(bill, hidden), account, sender);

/** An invoice has its number and at least one line. */
const invoiceFor = ({ bill, hidden, credits, account, sender }: Opened): string => {
  const lines = linesOf(hidden);
  if (bill.billNo === undefined) throw conflict(`${bill.id} has no number: it is no invoice yet`);
  if (lines.length === 0) throw conflict(`${bill.id} has nothing on it that can be invoiced`);
  return ublOf({
    bill,
    lines,
    creditMicros: hidden.credit,
    currency: hidden.currency,
    account,
    seller: sender,
    ...(credits !== undefined && { credits }),
  });
};

/** The bill as a page, as a file to send and as an electronic invoice, made when asked for: the same bill gives the same bytes. */
export const documentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'customerBill/*/document.html',
    described: { says: 'The bill as a page', answers: { mediaType: 'text/html' } },
    serve: served('html', (opened) => ({
      mediaType: 'text/html; charset=utf-8',
      content: htmlOf(letterFor(opened)),
    })),
  },
  {
    method: 'GET',
    path: 'customerBill/*/document.pdf',
    described: { says: 'The bill as a file to send', answers: { mediaType: 'application/pdf' } },
    serve: served('pdf', (opened) => ({
      mediaType: 'application/pdf',
      content: pdfOf(letterFor(opened)),
    })),
  },
  {
    method: 'GET',
    path: 'customerBill/*/document.xml',
    described: {
      says: 'The bill as an electronic invoice: EN 16931 in UBL 2.1',
      answers: { mediaType: 'application/xml' },
    },
    serve: served('xml', (opened) => ({
      mediaType: 'application/xml',
      content: invoiceFor(opened),
    })),
  },
];
