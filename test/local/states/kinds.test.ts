import { expect, it } from '@jest/globals';
import { only, task, world } from './fixture.ts';

const outputOf = async (definition: any, input: unknown = {}, functions = {}) => {
  const one = world(definition, functions);
  await one.start(input);
  return one.describe();
};

it('runs a Task and shapes its result', async () => {
  const state = task({ ResultSelector: { 'n.$': '$.Payload.n' }, ResultPath: '$.r.s' });
  const ended = await outputOf(only(state), { a: 1 }, { f: (p: any) => ({ n: p.input.a + 1 }) });
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { a: 1, r: { s: { n: 2 } } } });
});

it('gives the whole result of a Task without selectors', async () => {
  const ended = await outputOf(only(task()), {}, { f: () => 7 });
  expect(ended.output).toEqual({ ExecutedVersion: '$LATEST', Payload: 7, StatusCode: 200 });
});

it.each([
  ["States.Format('a{}\\'{}', $.n, 'x, y')", "a1'x, y"],
  ['States.StringToJson($.text)', { b: 2 }],
  ['States.JsonToString($.list)', '[1,2]'],
  ['States.Array($.n, States.MathAdd($.n, -3))', [1, -2]],
  ['States.ArrayLength($.list)', 2],
  ['States.UUID()', expect.stringMatching(/^[0-9a-f-]{36}$/)],
  ['$.list[1]', 2],
  ['$.items[*].id', ['p', 'q']],
  ['$$.Execution.Name', 'x'],
  ['$$.State.Name', 'A'],
])('passes %s', async (expression: string, expected: unknown) => {
  const state = { Type: 'Pass', Parameters: { 'v.$': expression } };
  const input = { n: 1, text: '{"b":2}', list: [1, 2], items: [{ id: 'p' }, { id: 'q' }] };
  const ended = await outputOf(only(state), input);
  expect(ended.output).toEqual({ v: expected });
});

it.each([
  [{ Variable: '$.n', NumericGreaterThan: 3 }, { n: 4 }, true],
  [{ Variable: '$.s', StringMatches: 'a*.b' }, { s: 'axx.b' }, true],
  [{ Variable: '$.s', StringEqualsPath: '$.t' }, { s: 'q', t: 'r' }, false],
  [{ Variable: '$.u', IsPresent: false }, {}, true],
  [{ Not: { Variable: '$.b', BooleanEquals: true } }, { b: true }, false],
  [
    {
      And: [
        { Variable: '$.n', IsNumeric: true },
        { Variable: '$.m', IsNull: true },
      ],
    },
    { n: 1, m: null },
    true,
  ],
  [
    { Variable: '$.t', TimestampLessThan: '2025-01-01T00:00:00Z' },
    { t: '2024-12-31T23:59:59Z' },
    true,
  ],
])('chooses by %j', async (rule: object, input: object, expected: boolean) => {
  const definition = {
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Pass', Result: true, Next: 'Done' },
      No: { Type: 'Pass', Result: false, Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  };
  expect((await outputOf(definition, input)).output).toBe(expected);
});

it('fails where no rule holds', async () => {
  const state = { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'A' }] };
  const ended = await outputOf({ StartAt: 'A', States: { A: state } }, { n: 2 });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
});

it('fails with the error of a Fail', async () => {
  const ended = await outputOf({
    StartAt: 'A',
    States: { A: { Type: 'Fail', Error: 'E', Cause: 'C' } },
  });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C' });
});

it('waits by the moved clock', async () => {
  const one = world(only({ Type: 'Wait', Seconds: 86_400 }));
  await one.start({ a: 1 });
  expect(await one.describe()).toMatchObject({ status: 'RUNNING' });
  await one.pass(86_401);
  expect(await one.describe()).toMatchObject({ status: 'SUCCEEDED', output: { a: 1 } });
});

it('runs branches in parallel and joins their results in order', async () => {
  const branch = (Result: number) => only({ Type: 'Pass', Result });
  const ended = await outputOf(only({ Type: 'Parallel', Branches: [branch(1), branch(2)] }));
  expect(ended.output).toEqual([1, 2]);
});

it('maps items through a selector', async () => {
  const state = {
    Type: 'Map',
    ItemsPath: '$.list',
    ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'k.$': '$.k' },
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...only({ Type: 'Pass' }) },
    ResultPath: '$.out',
  };
  const ended = await outputOf(only(state), { list: ['p', 'q'], k: 9 });
  expect(ended.output.out).toEqual([
    { v: 'p', i: 0, k: 9 },
    { v: 'q', i: 1, k: 9 },
  ]);
});

it('fails on a path that is not there, and on too much data', async () => {
  const missing = only({ Type: 'Pass', Parameters: { 'v.$': '$.nothing' } });
  expect(await outputOf(missing)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  const large = await outputOf(only(task()), {}, { f: () => 'x'.repeat(262_144) });
  expect(large).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});
