import * as z from 'zod';
import { AwsError } from '../service.ts';

const Entry = z.looseObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  Time: z.union([z.number(), z.string()]).optional(),
  TraceHeader: z.string().optional(),
});
export type Entry = z.infer<typeof Entry>;

const Input = z.looseObject({ Entries: z.array(Entry) });

/** Of one request: ten entries, 256 KB. */
const mostEntries = 10;
const mostBytes = 262_144;
const timeBytes = 14;

/** EventBridge's rule for the size of an entry: its time, source, type, detail and resources. */
export const sizeOf = (entry: Entry): number => {
  const texts = [
    entry.Source ?? '',
    entry.DetailType ?? '',
    entry.Detail ?? '',
    ...entry.Resources,
  ];
  const timed = entry.Time === undefined ? 0 : timeBytes;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), timed);
};

export const entriesOf = (input: unknown): readonly Entry[] => {
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw new AwsError('ValidationException', z.prettifyError(parsed.error));
  const { Entries: entries } = parsed.data;
  if (entries.length < 1 || entries.length > mostEntries)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${mostEntries}`,
    );
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) >= mostBytes)
    throw new AwsError(
      'ValidationException',
      'Total size of the entries in the request is over the limit.',
    );
  return entries;
};

export interface Fault {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

const isObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

/** What is wrong with one entry; the others of its request are taken all the same. */
export const faultOf = (entry: Entry): Fault | undefined => {
  const invalid = (what: string): Fault => ({
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${what} is not valid. Reason: ${what} is a required argument.`,
  });
  if (entry.Source === undefined || entry.Source === '') return invalid('Source');
  if (entry.DetailType === undefined || entry.DetailType === '') return invalid('DetailType');
  if (entry.Detail === undefined || entry.Detail === '') return invalid('Detail');
  if (entry.Source.startsWith('aws.'))
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: `Not authorized for the source ${entry.Source}.`,
    };
  if (!isObject(entry.Detail))
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return undefined;
};

const account = '000000000000';
const region = 'us-east-1';

/** EventBridge keeps the time of an event to the second. */
const instant = (timeMs: number): string => new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');

const timeOf = (entry: Entry, nowMs: number): number => {
  if (entry.Time === undefined) return nowMs;
  return typeof entry.Time === 'number' ? entry.Time * 1000 : Date.parse(entry.Time);
};

export const eventOf = (entry: Entry, id: string, nowMs: number): Record<string, unknown> => ({
  version: '0',
  id,
  'detail-type': entry.DetailType,
  source: entry.Source,
  account,
  time: instant(timeOf(entry, nowMs)),
  region,
  resources: entry.Resources,
  detail: JSON.parse(entry.Detail ?? '{}'),
});

export const scheduledEvent = (
  ruleArn: string,
  id: string,
  timeMs: number,
): Record<string, unknown> => ({
  version: '0',
  id,
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account,
  time: instant(timeMs),
  region,
  resources: [ruleArn],
  detail: {},
});

/** What an AWS service itself says, e.g. S3: clients may not publish under its name. */
export const serviceEvent = (
  source: string,
  id: string,
  timeMs: number,
  said: object,
): Record<string, unknown> => ({
  version: '0',
  id,
  source,
  account,
  time: instant(timeMs),
  region,
  ...said,
});

export const busArn = (name: string): string =>
  `arn:aws:events:${region}:${account}:event-bus/${name}`;
