import * as z from 'zod';
import { BooksCertificate } from '../../schemas/billing/books-certificate.ts';
import type { Client } from '../demo/client.ts';

const certificates = '/tmf-api/customerBillManagement/v4/booksCertificate';

const amounts = (all: BooksCertificate['check'][number]['left']): string =>
  all.map(({ unit, value }) => `${value} ${unit}`).join(', ') || 'nothing';

const tellAll = (
  { date, accounts, bills, check, finding }: BooksCertificate,
  tell: (line: string) => void,
): void => {
  tell(`The books of ${date}: ${accounts} accounts, ${bills} bills`);
  for (const { name, left, right, balanced } of check)
    tell(`  ${balanced ? 'balanced' : 'DIFFERS '}  ${name}: ${amounts(left)} = ${amounts(right)}`);
  for (const { kind, subject, text } of finding) tell(`  ${kind}  ${subject}  ${text}`);
};

export interface BooksOptions {
  /** Looks at the newest certificate, and makes none. */
  readonly dryRun: boolean;
  readonly tell: (line: string) => void;
}

/**
 * Has the books of a client's tenant gone through, and tells what is in them. Answers whether they balance; undefined
 * where nothing was made and nothing is there.
 */
export const verifyBooks = async (
  client: Client,
  { dryRun, tell }: BooksOptions,
): Promise<boolean | undefined> => {
  if (!dryRun) tell('Going through the books: every account, its bills, products and usage …');
  const answer = dryRun
    ? z.array(z.unknown()).parse(await client.get(`${certificates}?sort=-date&limit=1`))[0]
    : await client.send('POST', certificates, {});
  if (answer === undefined) return undefined;
  const certificate = BooksCertificate.parse(answer);
  tellAll(certificate, tell);
  return certificate.balanced;
};
