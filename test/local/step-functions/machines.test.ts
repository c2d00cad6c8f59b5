import { expect, it } from '@jest/globals';
import { turn } from '../still-clock.ts';
import { aSystem, one, task, waiting } from './execution-fixture.ts';

const failing = (errorType: string) => ({ error: { errorType, errorMessage: 'no' } });

it('answers the result of lambda:invoke with its Payload', async () => {
  const system = aSystem(one(task('f')), (payload) => ({ payload: { got: payload } }));
  await system.start({ a: 1 });
  expect(await system.describe()).toMatchObject({
    status: 'SUCCEEDED',
    output: { ExecutedVersion: '$LATEST', Payload: { got: { a: 1 } }, StatusCode: 200 },
  });
});

it('selects from a result and places it beside the input', async () => {
  const state = task('f', { ResultSelector: { 'x.$': '$.Payload.x' }, ResultPath: '$.r.s' });
  const system = aSystem(one(state), () => ({ payload: { x: 5 } }));
  await system.start({ a: 1 });
  expect((await system.describe()).output).toEqual({ a: 1, r: { s: { x: 5 } } });
});

it('goes on with the output of a callback', async () => {
  const system = aSystem(one(waiting('f', { ResultPath: '$.done' })));
  await system.start({ a: 1 });
  expect(await system.describe()).toMatchObject({ status: 'RUNNING' });
  await system.call('SendTaskSuccess', {
    taskToken: system.calls[0]?.payload.token,
    output: '{"b":2}',
  });
  await turn();
  expect((await system.describe()).output).toEqual({ a: 1, done: { b: 2 } });
});

it('refuses a second callback of the same token, and an unknown token', async () => {
  const system = aSystem(one(waiting('f')));
  await system.start();
  const taskToken = system.calls[0]?.payload.token;
  await system.call('SendTaskFailure', { taskToken, error: 'Broken', cause: 'why' });
  await turn();
  expect(await system.describe()).toMatchObject({
    status: 'FAILED',
    error: 'Broken',
    cause: 'why',
  });
  await expect(system.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({
    code: 'TaskTimedOut',
  });
  await expect(
    system.call('SendTaskSuccess', { taskToken: 'x', output: '1' }),
  ).rejects.toMatchObject({ code: 'InvalidToken' });
});

it('retries with backoff by the clock and meters each retry as a transition', async () => {
  let failures = 2;
  const state = task('f', {
    Retry: [{ ErrorEquals: ['Transient'], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 2 }],
  });
  const system = aSystem(one(state), () =>
    failures-- > 0 ? failing('Transient') : { payload: 1 },
  );
  void system.start();
  await turn();
  expect(system.calls).toHaveLength(1);
  await system.later(10);
  expect(system.calls).toHaveLength(2);
  await system.later(19);
  expect(system.calls).toHaveLength(2);
  await system.later(1);
  expect(await system.describe()).toMatchObject({ status: 'SUCCEEDED' });
  expect(system.counts.read()['states.transitions|m']).toBe(3);
});

it('catches an error by its name with the cause that Lambda gives', async () => {
  const system = aSystem(
    {
      StartAt: 'A',
      States: {
        A: task('f', {
          Catch: [
            { ErrorEquals: ['Other'], Next: 'B' },
            { ErrorEquals: ['Refused'], Next: 'C', ResultPath: '$.error' },
          ],
          Next: 'B',
        }),
        B: { Type: 'Fail' },
        C: { Type: 'Pass', End: true },
      },
    },
    () => failing('Refused'),
  );
  await system.start({ a: 1 });
  expect((await system.describe()).output).toEqual({
    a: 1,
    error: { Error: 'Refused', Cause: '{"errorType":"Refused","errorMessage":"no"}' },
  });
});

it.each([
  ['States.ALL', true],
  ['States.Timeout', true],
  ['States.TaskFailed', false],
])('times a wait out by the clock; %s covers it: %s', async (name, caught) => {
  const system = aSystem({
    StartAt: 'A',
    States: {
      A: waiting('f', {
        TimeoutSeconds: 3600,
        Catch: [{ ErrorEquals: [name], Next: 'B' }],
        End: true,
      }),
      B: { Type: 'Succeed' },
    },
  });
  await system.start();
  await system.later(3599);
  expect(await system.describe()).toMatchObject({ status: 'RUNNING' });
  await system.later(1);
  expect(await system.describe()).toMatchObject({ status: caught ? 'SUCCEEDED' : 'FAILED' });
});

it('fails a wait without heartbeats and keeps one with them', async () => {
  const system = aSystem(one(waiting('f', { HeartbeatSeconds: 60 })));
  await system.start();
  await system.later(50);
  await system.call('SendTaskHeartbeat', { taskToken: system.calls[0]?.payload.token });
  await system.later(50);
  expect(await system.describe()).toMatchObject({ status: 'RUNNING' });
  await system.later(11);
  expect(await system.describe()).toMatchObject({
    status: 'FAILED',
    error: 'States.HeartbeatTimeout',
  });
});

it('runs the items of a Map, at most so many at once, and keeps their order', async () => {
  let most = 0;
  let now = 0;
  const map = {
    Type: 'Map',
    ItemsPath: '$.items',
    ItemSelector: {
      'value.$': '$$.Map.Item.Value',
      'index.$': '$$.Map.Item.Index',
      'all.$': '$.a',
    },
    MaxConcurrency: 2,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      ...one(task('f', { OutputPath: '$.Payload' })),
    },
    ResultPath: '$.out',
  };
  const system = aSystem(one(map), async (payload) => {
    now += 1;
    most = Math.max(most, now);
    await turn();
    now -= 1;
    return { payload: [payload.index, payload.value, payload.all] };
  });
  await system.start({ items: ['x', 'y', 'z'], a: 7 });
  const out = [
    [0, 'x', 7],
    [1, 'y', 7],
    [2, 'z', 7],
  ];
  expect(await system.describe()).toMatchObject({ output: { a: 7, out } });
  expect(most).toBe(2);
});

it('fails a Map with its first failure and closes the waits of the other items', async () => {
  const map = { Type: 'Map', ItemProcessor: one(waiting('f')) };
  const system = aSystem(one(map));
  await system.start([1, 2]);
  const [first, second] = system.calls.map((call) => call.payload.token);
  await system.call('SendTaskFailure', { taskToken: first, error: 'E', cause: '' });
  await turn();
  expect(await system.describe()).toMatchObject({ status: 'FAILED', error: 'E' });
  await expect(
    system.call('SendTaskSuccess', { taskToken: second, output: '1' }),
  ).rejects.toMatchObject({ code: 'TaskTimedOut' });
});

it('joins the branches of a Parallel', async () => {
  const branches = [
    one({ Type: 'Pass', Result: 1 }),
    one({ Type: 'Pass', Parameters: { 'b.$': '$.b' } }),
  ];
  const system = aSystem(one({ Type: 'Parallel', Branches: branches }));
  await system.start({ b: 2 });
  expect((await system.describe()).output).toEqual([1, { b: 2 }]);
});

it('waits by the clock', async () => {
  const system = aSystem(one({ Type: 'Wait', SecondsPath: '$.s' }));
  await system.start({ s: 100 });
  await system.later(99);
  expect(await system.describe()).toMatchObject({ status: 'RUNNING' });
  await system.later(1);
  expect(await system.describe()).toMatchObject({ status: 'SUCCEEDED', output: { s: 100 } });
});

it('fails with the error of a Fail state', async () => {
  const system = aSystem(one({ Type: 'Fail', Error: 'Bad', CausePath: '$.why' }));
  await system.start({ why: 'because' });
  expect(await system.describe()).toMatchObject({
    status: 'FAILED',
    error: 'Bad',
    cause: 'because',
  });
});

it('times the whole execution out', async () => {
  const system = aSystem({ ...one({ Type: 'Wait', Seconds: 900 }), TimeoutSeconds: 60 });
  await system.start();
  await system.later(60);
  expect(await system.describe()).toMatchObject({ status: 'TIMED_OUT' });
});

it.each([
  [{ Variable: '$.n', NumericGreaterThan: 1 }, { n: 2 }, true],
  [{ Variable: '$.n', NumericEqualsPath: '$.m' }, { n: 2, m: 2 }, true],
  [{ Variable: '$.s', StringMatches: 'a*c' }, { s: 'abc' }, true],
  [{ Variable: '$.s', StringEquals: 'b' }, { s: 'a' }, false],
  [
    { Variable: '$.t', TimestampLessThan: '2030-01-01T00:00:00Z' },
    { t: '2029-01-01T00:00:00Z' },
    true,
  ],
  [{ Variable: '$.x', IsPresent: false }, {}, true],
  [{ Variable: '$.x', IsNull: true }, { x: null }, true],
  [{ Variable: '$.b', BooleanEquals: false }, { b: false }, true],
  [{ Not: { Variable: '$.b', BooleanEquals: true } }, { b: false }, true],
  [
    {
      And: [{ Variable: '$.a', IsString: true }, { Or: [{ Variable: '$.a', StringEquals: 'q' }] }],
    },
    { a: 'q' },
    true,
  ],
])('chooses by %j', async (rule, input, fits) => {
  const system = aSystem({
    StartAt: 'A',
    States: { A: { Type: 'Choice', Choices: [{ ...rule, Next: 'B' }] }, B: { Type: 'Succeed' } },
  });
  await system.start(input);
  const failed = { status: 'FAILED', error: 'States.NoChoiceMatched' };
  expect(await system.describe()).toMatchObject(fits ? { status: 'SUCCEEDED' } : failed);
});

it('evaluates intrinsic functions', async () => {
  const Parameters = {
    'format.$': "States.Format('{}-{}\\'s \\{\\}', $.a, States.ArrayLength($.list))",
    'text.$': 'States.JsonToString($.list)',
    'json.$': "States.StringToJson('[1]')",
    'array.$': "States.Array($.a, 2, null, 'x, y')",
    'sum.$': 'States.MathAdd($.n, -1)',
    'id.$': 'States.UUID()',
    'part.$': '$.list[1:]',
    'found.$': '$.deep[?(@.k==2)].v',
  };
  const system = aSystem(one({ Type: 'Pass', Parameters }));
  await system.start({
    a: 'q',
    list: [1, 2],
    n: 3,
    deep: [
      { k: 1, v: 'a' },
      { k: 2, v: 'b' },
    ],
  });
  expect((await system.describe()).output).toEqual({
    format: "q-2's {}",
    text: '[1,2]',
    json: [1],
    array: ['q', 2, null, 'x, y'],
    sum: 2,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    part: [2],
    found: ['b'],
  });
});

it('fails with a result that is too large', async () => {
  const system = aSystem(
    one(task('f', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }] })),
    () => ({ payload: 'x'.repeat(270_000) }),
  );
  await system.start();
  expect(await system.describe()).toMatchObject({
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
  });
});

it('starts an execution once with the same name and input', async () => {
  const system = aSystem(one(waiting('f')));
  await system.start({ a: 1 });
  await system.start({ a: 1 });
  expect(system.calls).toHaveLength(1);
  await expect(system.start({ a: 2 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
});

it('tells the history of an execution', async () => {
  const system = aSystem(one(task('f')), () => failing('E'));
  await system.start();
  const { events } = await system.history();
  expect(events.map((event: any) => event.type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskFailed',
    'ExecutionFailed',
  ]);
  expect(events[1]).toMatchObject({ stateEnteredEventDetails: { name: 'A', input: '{}' } });
});

it('stops an execution', async () => {
  const system = aSystem(one(waiting('f')));
  await system.start();
  await system.call('StopExecution', { executionArn: system.executionArn, error: 'E', cause: 'c' });
  expect(await system.describe()).toMatchObject({ status: 'ABORTED', error: 'E' });
  const list = await system.call('ListExecutions', {
    stateMachineArn: system.machineArn,
    statusFilter: 'ABORTED',
  });
  expect(list.executions).toHaveLength(1);
});
