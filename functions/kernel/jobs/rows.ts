import { badRequest } from '../problem.ts';

/** One array, or one resource a line. */
export type Format = 'json' | 'ndjson';

const formats: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
};

/** The media type that a file of the format has. */
export const mediaTypes: Readonly<Record<Format, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
};

/** @default - the file's own, an array else */
export const formatOf = (contentType: string | undefined, ofFile = ''): Format => {
  const format = formats[(contentType ?? '').split(';')[0]?.trim() ?? ''];
  if (format !== undefined) return format;
  if (contentType === undefined) return formats[ofFile] ?? 'json';
  throw badRequest(
    `contentType: ${contentType} is not understood; there are ${Object.keys(formats).join(', ')}`,
  );
};

/** An import reads on where it stopped, so that it may take as many passes as it needs. */
export const mostFileBytes = 1024 ** 3;
/** An array is parsed whole, in a function of 512 MB. */
export const mostArrayBytes = 20 * 1024 ** 2;
/** DynamoDB keeps 400 KB; nothing longer could be stored. */
const mostLineBytes = 400_000;

/** A row of a file: what it holds, or why it cannot be read; and the byte behind it. */
export interface Row {
  readonly end: number;
  readonly value?: unknown;
  readonly fault?: string;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'unreadable';

const rowOf = (line: Buffer, end: number): Row => {
  try {
    return { end, value: JSON.parse(line.toString('utf8')) };
  } catch (error) {
    return { end, fault: `The line is not JSON: ${messageOf(error)}` };
  }
};

const newline = 10;

const isBlank = (line: Buffer): boolean => line.toString('utf8').trim() === '';

/** Cuts pieces of a file into lines, and drops what is held of a line that is too long to be one. */
const lineCutter = (start: number) => {
  let held = Buffer.alloc(0);
  let end = start;
  let tooLong = false;
  const cut = (length: number, next: number): Row | undefined => {
    const line = held.subarray(0, length);
    held = held.subarray(next);
    end += next;
    const dropped = tooLong;
    tooLong = false;
    if (dropped) return { end, fault: `The line is longer than ${mostLineBytes} bytes` };
    return isBlank(line) ? undefined : rowOf(line, end);
  };
  return {
    push: (chunk: Uint8Array): void => {
      held = Buffer.concat([held, chunk]);
    },
    /** The next whole line; `none` where there is no more of them. */
    next: (): Row | 'blank' | 'none' => {
      const at = held.indexOf(newline);
      if (at >= 0) return cut(at, at + 1) ?? 'blank';
      if (held.length <= mostLineBytes) return 'none';
      end += held.length;
      held = Buffer.alloc(0);
      tooLong = true;
      return 'none';
    },
    /** What stands behind the last newline. */
    rest: (): Row | undefined =>
      held.length > 0 || tooLong ? cut(held.length, held.length) : undefined,
  };
};

/** The lines of a stream, whatever pieces it comes in; empty ones are no rows. `start` is its first byte in the file. */
export const linesOf = async function* (
  body: AsyncIterable<Uint8Array>,
  start: number,
): AsyncGenerator<Row> {
  const cutter = lineCutter(start);
  for await (const chunk of body) {
    cutter.push(chunk);
    for (let row = cutter.next(); row !== 'none'; row = cutter.next())
      if (row !== 'blank') yield row;
  }
  const last = cutter.rest();
  if (last !== undefined) yield last;
};

/** The resources of an array, from one row on. A single resource is an array of one. */
export const elementsOf = (text: string, from: number): readonly Row[] => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw badRequest(`The file is not JSON: ${messageOf(error)}`);
  }
  const all: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return all.slice(from).map((value) => ({ end: 0, value }));
};
