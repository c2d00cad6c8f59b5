import * as z from 'zod';
import { exchangeArea, exchangeHref } from '../files/exchange.ts';
import { putFile, readFileText } from '../files/store.ts';
import type { JobMemory } from './job.ts';

/** A row that was refused: which, and all that is wrong with it. `row` counts from 1; 0 is the file as a whole. */
const Refused = z.object({
  row: z.int(),
  id: z.string().optional(),
  reasons: z.array(z.string()),
});
export type Refused = z.infer<typeof Refused>;

const Report = z.object({ refused: z.array(Refused) });

const reportId = (jobId: string): string => `${jobId}.report.json`;

/** Where the report of a job is fetched. */
export const reportHref = (jobId: string, origin: string): string =>
  `${origin}${exchangeHref(reportId(jobId))}`;

/** A report names at most so many bytes' worth of rows; it is read back when a job goes on. */
const mostReportBytes = 64 * 1024 ** 2;

const placeOf = (tenant: string, jobId: string) => ({
  tenant,
  area: exchangeArea,
  name: reportId(jobId),
});

/** What was refused before, up to the row that is known to be done: rows behind it are tried again. */
export const refusedBefore = async (
  tenant: string,
  jobId: string,
  rows: number,
): Promise<readonly Refused[]> => {
  if (rows === 0) return [];
  const text = await readFileText(placeOf(tenant, jobId), mostReportBytes);
  const { refused } = Report.parse(JSON.parse(text ?? '{"refused":[]}'));
  return refused.filter(({ row }) => row <= rows);
};

/** Counts and refused rows, readable while the job runs. It is written before the job says how far it is. */
export const writeReport = (
  tenant: string,
  jobId: string,
  { rows, created, updated, unchanged }: JobMemory,
  refused: readonly Refused[],
): Promise<void> =>
  putFile(
    placeOf(tenant, jobId),
    JSON.stringify({ rows, created, updated, unchanged, refused }, undefined, 2),
    'application/json',
  );
