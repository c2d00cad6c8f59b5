import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from '../../functions/kernel/jobs/rows.ts';
import { elementsOf, formatOf, linesOf } from '../../functions/kernel/jobs/rows.ts';

const inPieces = async function* (bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

const read = async (text: string | Buffer, size: number, start = 0): Promise<Row[]> => {
  const bytes = Buffer.from(text);
  const rows: Row[] = [];
  for await (const row of linesOf(inPieces(bytes.subarray(start), size), start)) rows.push(row);
  return rows;
};

describe('the lines of a file', () => {
  it('are the same in whatever pieces they come, and from wherever one ends', async () => {
    const values = fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }) }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 40 }), async (given, size) => {
        const text = given.map((one) => `${JSON.stringify(one)}\n`).join('');
        const rows = await read(text, size);
        expect(rows.map(({ value }) => value)).toEqual(given);
        for (const [index, { end }] of rows.entries())
          expect(await read(text, size, end)).toEqual(rows.slice(index + 1));
      }),
    );
  });

  it('need no newline at the end, and blank ones are none', async () => {
    expect((await read('{"a":1}\r\n\n  \n{"a":2}', 3)).map(({ value }) => value)).toEqual([
      { a: 1 },
      { a: 2 },
    ]);
  });

  it('say what is wrong with one, and go on', async () => {
    const long = `"${'x'.repeat(500_000)}"`;
    const rows = await read(`{"a":\n${long}\n{"a":3}\n${long}`, 65_536);
    expect(rows.map(({ value, fault }) => fault?.slice(0, 22) ?? value)).toEqual([
      'The line is not JSON: ',
      'The line is longer tha',
      { a: 3 },
      'The line is longer tha',
    ]);
  });
});

it('takes an array from where it stopped, one resource as an array of one, and nothing else', () => {
  expect(elementsOf('[1,2,3]', 1)).toEqual([
    { end: 0, value: 2 },
    { end: 0, value: 3 },
  ]);
  expect(elementsOf('{"a":1}', 0)).toEqual([{ end: 0, value: { a: 1 } }]);
  expect(() => elementsOf('[1,', 0)).toThrow('The file is not JSON');
});

it('knows a format by the job, else by the file', () => {
  expect(formatOf('application/x-ndjson; charset=utf-8')).toBe('ndjson');
  expect(formatOf(undefined, 'application/jsonl')).toBe('ndjson');
  expect(formatOf(undefined, 'application/octet-stream')).toBe('json');
  expect(() => formatOf('text/csv')).toThrow('text/csv is not understood');
});
