import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { matches, parseQuery, sorted, withFields } from '../../functions/kernel/tmf/query.ts';

const attributes = ['name', 'size', 'place', 'relatedParty'];
const one = {
  name: 'a,b',
  size: 5,
  place: { id: 's1' },
  relatedParty: [{ id: 'p1', role: 'user' }, { id: 'p2' }],
};
const fits = (parameters: Record<string, string[]>): boolean =>
  matches(one, parseQuery(parameters, attributes).filters);

describe('a list query', () => {
  it.each<[string, Record<string, string[]>, boolean]>([
    ['a dotted path', { 'place.id': ['s1'] }, true],
    ['any element of an array', { 'relatedParty.id': ['p2'] }, true],
    ['no element of an array', { 'relatedParty.id': ['p3'] }, false],
    ['a quoted value with a comma', { name: ['"a,b"'] }, true],
    ['an unquoted comma as an or', { name: ['a,b'] }, false],
    ['one of several values', { 'place.id': ['s0,s1'] }, true],
    ['two filters at once', { 'place.id': ['s1'], size: ['6'] }, false],
    ['size>4, as a name alone', { 'size>4': [''] }, true],
    ['size>=5, split at its equals sign', { 'size>': ['5'] }, true],
    ['size<=4', { 'size<': ['4'] }, false],
    ['size!=5', { 'size!': ['5'] }, false],
    ['size.gt=5', { 'size.gt': ['5'] }, false],
    ['size.gte=5', { 'size.gte': ['5'] }, true],
    ['a number as a number, not as text', { 'size.lt': ['10'] }, true],
  ])('understands %s', (_what, parameters, expected) => {
    expect(fits(parameters)).toBe(expected);
  });

  it('refuses an attribute that the resource does not have', () => {
    expect(() => parseQuery({ colour: ['red'] }, attributes)).toThrow('colour is no attribute');
    expect(() => parseQuery({ sort: ['-colour'] }, attributes)).toThrow('colour is no attribute');
    expect(() => parseQuery({ limit: ['many'] }, attributes)).toThrow('limit=many');
  });

  it('answers at most 100 rows, and 20 unless asked', () => {
    expect(parseQuery({ limit: ['1000'] }, attributes).limit).toBe(100);
    expect(parseQuery({}, attributes)).toMatchObject({ limit: 20, offset: 0 });
  });

  it('sorts by several attributes, either way, keeping every row', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ size: fc.integer(), name: fc.string() })), (rows) => {
        const { sort } = parseQuery({ sort: ['-size,name'] }, attributes);
        const result = sorted(rows, sort);
        expect(result).toHaveLength(rows.length);
        for (const [index, next] of result.slice(1).entries())
          expect(result[index]?.size).toBeGreaterThanOrEqual(next.size);
      }),
    );
  });

  it('finds any quoted value again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        fc.pre(!text.includes('"') && !text.includes('\n'));
        const { filters } = parseQuery({ name: [`"${text}"`] }, attributes);
        expect(matches({ name: text }, filters)).toBe(true);
      }),
    );
  });

  it('always keeps id, href and @type beside the fields asked for', () => {
    const whole = { id: '1', href: '/1', '@type': 'T', name: 'n', size: 2 };
    expect(withFields(whole, ['name'])).toEqual({ id: '1', href: '/1', '@type': 'T', name: 'n' });
    expect(withFields(whole, ['none'])).toEqual({ id: '1', href: '/1', '@type': 'T' });
    expect(withFields(whole, undefined)).toEqual(whole);
  });
});
