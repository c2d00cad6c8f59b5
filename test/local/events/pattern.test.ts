import { expect, it } from '@jest/globals';
import { compilePattern, matches } from '../../../infra/local/events/pattern.ts';

const event = {
  source: 'bss.x',
  n: 5,
  none: null,
  flag: true,
  list: ['a', 'b'],
  empty: [],
  detail: { state: 'Active', file: 'in/report.csv', items: [{ id: 1 }, { id: 2 }] },
};

it.each([
  [{ source: ['bss.x'] }, true],
  [{ source: ['a', 'bss.x'] }, true],
  [{ source: ['a'] }, false],
  [{ source: ['bss.x'], n: [6] }, false],
  [{ n: [5] }, true],
  [{ n: ['5'] }, false],
  [{ none: [null] }, true],
  [{ gone: [null] }, false],
  [{ flag: [true] }, true],
  [{ list: ['b'] }, true],
  [{ list: ['c'] }, false],
  [{ source: [{ prefix: 'bss.' }] }, true],
  [{ source: [{ prefix: { 'equals-ignore-case': 'BSS' } }] }, true],
  [{ detail: { file: [{ suffix: '.csv' }] } }, true],
  [{ detail: { state: [{ 'equals-ignore-case': 'ACTIVE' }] } }, true],
  [{ source: [{ 'anything-but': 'bss.x' }] }, false],
  [{ source: [{ 'anything-but': ['a', 'b'] }] }, true],
  [{ source: [{ 'anything-but': { prefix: 'bss' } }] }, false],
  [{ source: [{ 'anything-but': { suffix: ['y', 'z'] } }] }, true],
  [{ n: [{ 'anything-but': [5, 6] }] }, false],
  [{ gone: [{ 'anything-but': 'x' }] }, false],
  [{ n: [{ numeric: ['>', 4, '<=', 5] }] }, true],
  [{ n: [{ numeric: ['=', 4] }] }, false],
  [{ source: [{ numeric: ['>', 0] }] }, false],
  [{ gone: [{ exists: false }] }, true],
  [{ gone: [{ exists: true }] }, false],
  [{ none: [{ exists: true }] }, true],
  [{ detail: { gone: [{ exists: false }] } }, true],
  [{ empty: [{ exists: true }] }, false],
  [{ gone: { deep: [{ exists: false }] } }, true],
  [{ detail: { file: [{ wildcard: 'in/*.csv' }] } }, true],
  [{ detail: { file: [{ wildcard: '*/*.txt' }] } }, false],
  [{ detail: { items: { id: [2] } } }, true],
  [{ detail: { items: { id: [3] } } }, false],
  [{ $or: [{ n: [1] }, { source: ['bss.x'] }] }, true],
  [{ $or: [{ n: [1] }, { source: ['y'] }] }, false],
  [{ detail: { $or: [{ state: ['Active'] }, { file: ['x'] }] }, n: [5] }, true],
])('%j fits: %s', (pattern, fits) => {
  expect(matches(pattern, event)).toBe(fits);
});

it.each([{ a: 'x' }, { a: [{ regex: 'x' }] }, { a: [{ numeric: ['~', 1] }] }])(
  'refuses the pattern %j',
  (pattern) => {
    expect(() => compilePattern(pattern)).toThrow();
  },
);
