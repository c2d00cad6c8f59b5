import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { assertAskable, assertOneAskable } from '../../functions/kernel/tmf/asked.ts';
import { parseQuery } from '../../functions/kernel/tmf/query.ts';
import { attributesOf } from '../../functions/kernel/tmf/validate.ts';

const Node = z.strictObject({
  id: z.string(),
  get child() {
    return z.array(Node).optional();
  },
});
const schema = z.strictObject({
  id: z.string(),
  isBundle: z.boolean().optional(),
  size: z.number().optional(),
  lastUpdate: z.iso.datetime({ offset: true }).optional(),
  validFor: z.strictObject({ startDateTime: z.string().optional() }).optional(),
  characteristic: z.array(z.strictObject({ name: z.string(), value: z.unknown() })).optional(),
  node: Node.optional(),
  status: z.enum(['a', 'b']).optional(),
});

const refusal = (query: Record<string, string>, alsoFound?: string): string => {
  const parameters = Object.fromEntries(Object.entries(query).map(([key, one]) => [key, [one]]));
  try {
    const known = [...attributesOf(schema), ...(alsoFound === undefined ? [] : [alsoFound])];
    assertAskable(parseQuery(parameters, known), schema, alsoFound);
    return '';
  } catch (problem) {
    return problem instanceof Error ? problem.message : 'no error';
  }
};

describe('a query', () => {
  it.each<Record<string, string>>([
    { 'validFor.startDateTime.gt': '2026' },
    { 'characteristic.value': 'anything' },
    { 'characteristic.value.deep.down': '1' },
    { 'node.child.child.id': '1' },
    { isBundle: 'true,false' },
    { 'size.gte': '3' },
    { lastUpdate: '2026-01-01T00:00:00.000Z' },
    { 'lastUpdate.lt': '2026-01-01' },
    { status: 'c' },
    { sort: '-validFor.startDateTime,id' },
    { fields: 'id,validFor.startDateTime' },
    { fields: 'none' },
  ])('may ask %j', (query) => {
    expect(refusal(query)).toBe('');
  });

  it.each<[Record<string, string>, string]>([
    [{ 'validFor.nonsense': '1' }, 'validFor has no nonsense; it has startDateTime'],
    [{ 'node.child.nonsense': '1' }, 'node.child has no nonsense; it has id, child'],
    [{ 'status.like': 'a' }, 'status has no like: it has no attributes, and operators are'],
    [{ sort: 'validFor.nonsense' }, 'validFor has no nonsense'],
    [{ isBundle: 'yes' }, 'isBundle=yes: true or false is wanted'],
    [{ 'size.gt': 'big' }, 'size=big: a number is wanted'],
    [{ 'lastUpdate.gt': 'yesterday' }, 'lastUpdate=yesterday: a date is wanted'],
    [{ fields: 'id,colour' }, 'colour is no attribute to ask for by fields; there are none, id'],
  ])('may not ask %j', (query, reason) => {
    expect(refusal(query)).toContain(reason);
  });

  it('may ask for what only an index has', () => {
    expect(refusal({ stock: 'spec@place' }, 'stock')).toBe('');
  });

  it('of a single resource has fields alone', () => {
    expect(() => assertOneAskable({ fields: ['id'] }, schema)).not.toThrow();
    expect(() => assertOneAskable({ colour: ['red'] }, schema)).toThrow('colour cannot be asked');
    expect(() => assertOneAskable({ fields: ['colour'] }, schema)).toThrow(
      'colour is no attribute',
    );
  });
});
