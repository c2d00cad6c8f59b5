import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { executionArn, named, only, task, waiting, world } from './fixture.ts';

const retry = { ErrorEquals: ['Transient'], IntervalSeconds: 100, BackoffRate: 2, MaxAttempts: 2 };
const caughtTo = (ErrorEquals: string[]) => [{ ErrorEquals, ResultPath: '$.error', Next: 'B' }];
const catching = (state: any) => ({
  StartAt: 'A',
  States: { A: state, B: { Type: 'Pass', End: true } },
});

it('retries by the moved clock with growing delays, then catches', async () => {
  const f = () => {
    throw named('Transient');
  };
  const one = world(catching(task({ Retry: [retry], Catch: caughtTo(['States.ALL']) })), { f });
  await one.start({ a: 1 });
  await one.pass(101);
  expect(one.calls).toHaveLength(2);
  await one.pass(150);
  expect(one.calls).toHaveLength(2);
  await one.pass(51);
  expect(one.calls).toHaveLength(3);
  const { output } = await one.describe();
  expect(output).toEqual({ a: 1, error: { Error: 'Transient', Cause: expect.any(String) } });
  expect(JSON.parse(output.error.Cause)).toEqual({
    errorType: 'Transient',
    errorMessage: 'it broke',
  });
  expect(one.meter.read()).toMatchObject({ 'states.transitions': 4, 'states.transitions|m': 4 });
});

it('times a token out and refuses the late callback', async () => {
  const one = world(
    catching(waiting({ TimeoutSeconds: 600, Catch: caughtTo(['States.Timeout']) })),
  );
  await one.start();
  await one.pass(601);
  expect((await one.describe()).output.error.Error).toBe('States.Timeout');
  await expect(one.succeed(one.calls[0]?.payload.token, 1)).rejects.toMatchObject({
    code: 'TaskTimedOut',
  });
});

it('times out without heartbeats only', async () => {
  const one = world(only(waiting({ HeartbeatSeconds: 60 })));
  await one.start();
  await one.pass(50);
  await one.call('SendTaskHeartbeat', { taskToken: one.calls[0]?.payload.token });
  await one.pass(50);
  expect(await one.describe()).toMatchObject({ status: 'RUNNING' });
  await one.pass(11);
  expect(await one.describe()).toMatchObject({
    status: 'FAILED',
    error: 'States.HeartbeatTimeout',
  });
});

it('ends a wait by a callback, also one that comes before the function has answered', async () => {
  const one = world(only(waiting()), { f: (p) => (p.input.now ? one.succeed(p.token, 'now') : 0) });
  await one.start({ now: true });
  expect(await one.describe()).toMatchObject({ status: 'SUCCEEDED', output: 'now' });
  await one.start({}, 'y');
  await one.settled();
  const taskToken = one.calls[1]?.payload.token;
  await one.call('SendTaskFailure', { taskToken, error: 'Bad', cause: 'why' });
  expect(await one.describe('y')).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'why' });
});

it('tells malformed tokens from unknown ones', async () => {
  const one = world(only(waiting()));
  await expect(one.succeed('?', 1)).rejects.toMatchObject({ code: 'InvalidToken' });
  await expect(one.succeed('a'.repeat(64), 1)).rejects.toMatchObject({ code: 'TaskDoesNotExist' });
});

const mapOfTokens = {
  Type: 'Map',
  MaxConcurrency: 1,
  ItemProcessor: only(waiting({ TimeoutSeconds: 600 })),
  Next: 'B',
};
const before = { StartAt: 'Z', States: { Z: task({ ResultPath: null, Next: 'A' }, 'g') } };
const waves = { ...before, States: { ...before.States, ...catching(mapOfTokens).States } };

it('goes on inside of a Map after restarts and does no task twice', async () => {
  const one = world(waves);
  await one.start(['p', 'q']);
  await one.restart();
  expect(one.calls.map((call) => call.name)).toEqual(['g', 'f']);
  await one.succeed(one.calls[1]?.payload.token, 1);
  await one.settled();
  await one.restart();
  expect(one.calls.map((call) => call.payload.input)).toEqual([['p', 'q'], 'p', 'q']);
  await one.succeed(one.calls[2]?.payload.token, 2);
  expect(await one.describe()).toMatchObject({ status: 'SUCCEEDED', output: [1, 2] });
  expect(one.calls).toHaveLength(3);
  expect(one.meter.read()['states.transitions']).toBe(5);
});

it('keeps the delay of a retry over a restart', async () => {
  let fail = true;
  const f = () => {
    if (fail) throw named('Transient');
    return 1;
  };
  const one = world(only(task({ Retry: [retry], OutputPath: '$.Payload' })), { f });
  await one.start();
  await one.pass(50);
  await one.restart();
  expect(one.calls).toHaveLength(1);
  fail = false;
  await one.pass(51);
  expect(await one.describe()).toMatchObject({ status: 'SUCCEEDED', output: 1 });
});

it('does a plain task again that a stop cut off, and heeds nothing of the first', async () => {
  const answers: ((value: number) => void)[] = [];
  const one = world(only(task({ OutputPath: '$.Payload' })), {
    f: () => new Promise((answer) => answers.push(answer)),
  });
  await one.start();
  await one.restart();
  answers[0]?.(1);
  expect(await one.describe()).toMatchObject({ status: 'RUNNING' });
  answers[1]?.(2);
  expect(await one.describe()).toMatchObject({ status: 'SUCCEEDED', output: 2 });
});

it('finds a callback that came before it went on', async () => {
  const one = world(only(waiting()));
  await one.start();
  await one.restart(() => one.succeed(one.calls[0]?.payload.token, 'early'));
  expect(await one.describe()).toMatchObject({ status: 'SUCCEEDED', output: 'early' });
});

it('asks the caller for each operation', async () => {
  const one = world(only(waiting()));
  await one.start();
  const asked: string[] = [];
  const caller = {
    principal: 'p',
    authorize: (action: string, arn: string) => {
      asked.push(`${action} ${arn}`);
    },
  };
  const executionArnOf = { executionArn: executionArn() };
  await one.states().handle('DescribeExecution', executionArnOf, caller);
  expect(asked).toEqual([`states:DescribeExecution ${executionArn()}`]);
});

it('stops the other branches when one fails', async () => {
  const Branches = [only(waiting()), { StartAt: 'X', States: { X: { Type: 'Fail', Error: 'E' } } }];
  const one = world(catching({ Type: 'Parallel', Branches, Catch: caughtTo(['E']), Next: 'B' }));
  await one.start();
  expect((await one.describe()).output.error.Error).toBe('E');
});

it('starts the same execution once', async () => {
  const one = world(only(waiting()));
  const first = await one.start({ a: 1 });
  expect(await one.start({ a: 1 })).toEqual(first);
  await expect(one.start({ a: 2 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  await one.call('StopExecution', { executionArn: executionArn(), error: 'E', cause: 'c' });
  await expect(one.start({ a: 1 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  expect(await one.describe()).toMatchObject({ status: 'ABORTED', error: 'E' });
});

it('lists executions and tells their history', async () => {
  const one = world(only({ Type: 'Pass' }));
  const { executionArn: arn } = await one.start();
  await one.settled();
  const { stateMachines } = await one.call('ListStateMachines', {});
  const { stateMachineArn } = stateMachines[0];
  const listed = await one.call('ListExecutions', { stateMachineArn, statusFilter: 'SUCCEEDED' });
  expect(listed.executions).toMatchObject([{ executionArn: arn, status: 'SUCCEEDED' }]);
  const { events } = await one.call('GetExecutionHistory', { executionArn: arn });
  expect(events.map((event: any) => event.type)).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
  expect(events[1].stateEnteredEventDetails).toEqual({ name: 'A', input: '{}' });
});

it('is idle when executions only wait for callbacks', async () => {
  const one = world(only(waiting()));
  await one.start();
  await one.states().idle();
  expect(one.calls).toHaveLength(1);
});

it.each(['fulfil-product-order', 'provision-service-order'])(
  'runs the machine %s',
  async (name) => {
    const text = readFileSync(`statemachines/${name}/${name}.asl.json`, 'utf8');
    const functions = {
      f: (p: any) => {
        if (p.token !== undefined) return one.succeed(p.token, {});
        if (p.task === 'plan-services')
          return {
            id: 'o',
            needs: [],
            waves: [[1], [2]],
            held: {},
            tenantId: 't',
            correlationId: 'c',
          };
        return { resources: [] };
      },
    };
    const one = world(JSON.parse(text.replace(/\$\{tasks:[^}]+\}/g, 'f')), functions);
    const event = { productOrder: { id: 'o' }, serviceOrder: { id: 'o' } };
    await one.start({ tenantId: 't', correlationId: 'c', event });
    await one.settled();
    await one.settled();
    const ended = await one.describe();
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
  },
);
