import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import {
  type CsvMapping,
  csvReader,
  headingsOf,
  readRows,
} from '../../../functions/bss/usage/collect/csv.ts';
import { localMomentsIn, momentOf } from '../../../functions/bss/usage/collect/moment.ts';
import {
  bodyOf,
  quickRecord,
  UsageRecordBody,
} from '../../../functions/bss/usage/collect/record.ts';

const like = {
  id: fc.oneof(fc.string({ maxLength: 70 }), fc.constant('r1')),
  subscriber: fc.constantFrom('32470000001', '', 'x'.repeat(65), 7),
  type: fc.constantFrom('voice', 'data', 'sms', 'mms', 1),
  at: fc.oneof(
    fc
      .date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2100-01-01') })
      .map((date) => date.toISOString()),
    fc.constantFrom(
      '2026-02-29T10:00:00Z',
      '2028-02-29T10:00:00Z',
      '2026-11-24T10:00:00+01:00',
      '2026-11-24T10:00:00.1-03:30',
      '2026-11-24T24:00:00Z',
      '2026-11-24T10:00Z',
      '2026-11-24',
      '2026-11-24T10:00:00.1234Z',
      '2026-11-24T10:00:60Z',
      '2026-13-24T10:00:00Z',
      '2026-11-24T10:00:00+24:00',
      '2026-11-24T10:00:00',
      5,
    ),
  ),
  quantity: fc.oneof(fc.integer({ min: -2, max: 5000 }), fc.constantFrom(1.5, '7', 1e16, null)),
  other: fc.constantFrom(undefined, '', '3247', 'y'.repeat(65), 5),
  network: fc.constantFrom(undefined, '20801', null),
  offset: fc.constantFrom(undefined, 0, 30, -1),
  more: fc.constantFrom(undefined, 1),
};

describe('a record', () => {
  it('is taken by the quick check exactly where its schema takes it, and means the same', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.record(like, { requiredKeys: ['id', 'subscriber', 'type', 'at', 'quantity'] }),
        (value) => {
          const sent: unknown = JSON.parse(JSON.stringify(value));
          const schema = UsageRecordBody.safeParse(sent);
          const quick = quickRecord(sent, 'msc-1');
          expect(quick !== undefined).toBe(schema.success);
          if (quick === undefined || schema.data === undefined) return;
          taken += 1;
          expect(bodyOf(quick)).toEqual({
            ...schema.data,
            at: new Date(schema.data.at).toISOString(),
            ...(schema.data.other === '' && { other: undefined }),
            ...(schema.data.offset === 0 && { offset: undefined }),
          });
        },
      ),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('is refused where something is missing, or is no object at all', () => {
    for (const value of [null, 5, [], {}, { id: 'r1' }])
      expect(quickRecord(value, 's')).toBeUndefined();
  });

  it('reads moments as the language does', () => {
    const Moment = z.iso.datetime({ offset: true });
    fc.assert(
      fc.property(
        fc.stringMatching(
          /^(19[789]|20[0-4])\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,3})?(Z|[+-][01]\d:[0-5]\d)$/,
        ),
        (text) => {
          const expected = Moment.safeParse(text).success ? Date.parse(text) : Number.NaN;
          expect(momentOf(text)).toBe(expected);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('reads the clock of a place, in summer, in winter and in the hour that comes twice', () => {
    const local = localMomentsIn('Europe/Brussels');
    const read = (text: string) => new Date(local(text, 0, text.length)).toISOString();
    expect(read('2026-07-01 10:00')).toBe('2026-07-01T08:00:00.000Z');
    expect(read('2026-12-01 10:00:30')).toBe('2026-12-01T09:00:30.000Z');
    expect(read('2026-10-25 02:30')).toBe('2026-10-25T00:30:00.000Z');
    expect(local('yesterday', 0, 9)).toBeNaN();
  });
});

describe('a CSV file', () => {
  const mapping: CsvMapping = {
    id: ['seq'],
    subscriber: 'caller',
    at: 'start',
    quantity: 'minutes',
    quantityFactor: 60,
    type: { column: 'kind', values: { V: 'voice', S: 'sms' } },
    other: 'callee',
  };
  const header = 'seq,caller,callee,start,minutes,kind';
  const read = (text: string) =>
    readRows(text, csvReader(mapping, headingsOf(header, mapping), 'f'), 1);

  it('gives its records by the declared columns', () => {
    const { records, faults, rows } = read(
      '7,3247,3212,2026-11-24T10:00:00Z,2,V\r\n\n8,3248,,2026-11-24T10:00:00Z,1,S',
    );
    expect({ faults, rows }).toEqual({ faults: [], rows: 2 });
    expect(records[0]).toEqual({
      id: '7',
      source: 'f',
      subscriber: '3247',
      kind: 0,
      at: Date.parse('2026-11-24T10:00:00Z'),
      quantity: 120,
      other: '3212',
      network: '',
      offset: 0,
    });
    expect(records[1]).toMatchObject({ id: '8', kind: 2, quantity: 60, other: '' });
  });

  it('names the row and the reason of what is no record', () => {
    const rows = [
      '7,3247,3212,noon,2,V',
      '8,,1,2026-11-24T10:00:00Z,2,V',
      '9,1',
      '1,2,3,2026-11-24T10:00:00Z,2.5,V',
      '1,2,3,2026-11-24T10:00:00Z,2,X',
    ];
    expect(read(rows.join('\n')).faults).toEqual([
      { row: 1, reason: 'start: noon is no moment' },
      { row: 2, reason: 'caller is empty' },
      { row: 3, reason: 'the row has 2 columns' },
      { row: 4, reason: 'minutes: 2.5 is no whole number' },
      { row: 5, reason: 'X is no kind of usage' },
    ]);
  });

  it('says the same with quotes as without', () => {
    const plain = '7,3247,3212,2026-11-24T10:00:00Z,2,V\n8,3248,3212,2026-11-24T11:00:00Z,3,S';
    const quoted = plain.replaceAll(/[^,\n]+/g, (cell) => `"${cell}"`);
    expect(read(quoted)).toEqual(read(plain));
  });

  it('refuses a mapping that names a column that is not there', () => {
    expect(() =>
      csvReader({ ...mapping, other: 'callee number' }, headingsOf(header, mapping), 'f'),
    ).toThrow('callee number');
  });
});
