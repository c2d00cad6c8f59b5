import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { Problem } from '../../functions/kernel/problem.ts';
import { validated } from '../../functions/kernel/tmf/validate.ts';

const schema = z.strictObject({
  name: z.string(),
  '@type': z.string().optional(),
  '@schemaLocation': z.string().optional(),
  part: z.strictObject({ size: z.number() }).optional(),
});

const refusal = (body: unknown, known: string[] = []): unknown => {
  try {
    return validated(schema, body, known);
  } catch (problem) {
    return problem instanceof Problem ? problem : undefined;
  }
};

describe('a body', () => {
  it('is refused with every fault named', () => {
    const text = JSON.stringify(refusal({ colour: 1, part: { size: 'big', weight: 2 } }));
    const shown = `${text} ${String(refusal({ colour: 1 }))}`;
    expect(shown).toContain('name is required');
    for (const fault of ['colour is not', 'part.size', 'part.weight is not'])
      expect(text).toContain(fault);
  });

  it('keeps the attributes that a declared subclass brings, but none of the server', () => {
    const body = { name: 'n', '@type': 'Mine', '@schemaLocation': 'https://x.example', extra: 1 };
    expect(validated(schema, body)).toEqual(body);
    expect(String(refusal({ ...body, href: '/x' }, ['href']))).toContain('href is not');
    expect(String(refusal({ name: 'n', '@type': 'Mine', extra: 1 }))).toContain('extra is not');
  });

  it.each([[[]], [null], ['text']])('must be an object, not %j', (body) => {
    expect(() => validated(schema, body)).toThrow('The body must be a JSON object');
  });
});
