import { describe, expect, it } from '@jest/globals';
import { patched } from '../../functions/kernel/tmf/patch.ts';
import { changedAttributes } from '../../functions/kernel/tmf/resource.ts';

const merge = 'application/merge-patch+json';
const json = 'application/json-patch+json';

describe('a merge patch', () => {
  it.each<[object, unknown, object]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j patched by %j is %j (RFC 7396, appendix A)', (target, patch, result) => {
    expect(patched(target, patch, merge)).toEqual(result);
  });

  it('leaves what it patches as it was', () => {
    const target = { a: { b: 1 } };
    patched(target, { a: { b: 2 } }, merge);
    expect(target).toEqual({ a: { b: 1 } });
  });

  it.each([[['c']], ['text'], [null]])('refuses %j, which is no object', (patch) => {
    expect(() => patched({ a: 1 }, patch, merge)).toThrow('A merge patch is a JSON object');
  });
});

describe('a JSON patch', () => {
  it('applies its operations in order', () => {
    const operations = [
      { op: 'test', path: '/a', value: 1 },
      { op: 'replace', path: '/a', value: 2 },
      { op: 'add', path: '/list/-', value: 'x' },
      { op: 'move', from: '/a', path: '/b' },
    ];
    expect(patched({ a: 1, list: [] }, operations, json)).toEqual({ b: 2, list: ['x'] });
  });

  it('changes nothing where one operation fails', () => {
    const target = { a: 1 };
    const operations = [
      { op: 'replace', path: '/a', value: 2 },
      { op: 'test', path: '/a', value: 3 },
    ];
    expect(() => patched(target, operations, json)).toThrow('The patch does not apply');
    expect(target).toEqual({ a: 1 });
  });

  it('refuses an operation that does not exist, and a media type that it does not know', () => {
    expect(() => patched({}, [{ op: 'erase', path: '/a' }], json)).toThrow('A JSON patch is');
    expect(() => patched({}, {}, 'text/plain')).toThrow('is not understood');
  });
});

it('names the top-level attributes that a change touched', () => {
  expect(changedAttributes({ a: 1, b: [1] }, { a: 1, b: [2], c: 3 })).toEqual(['b', 'c']);
});
