import { expect, it } from '@jest/globals';
import { turn } from '../still-clock.ts';
import { aSystem, one, task, waiting } from './execution-fixture.ts';

it('finds its wait after a restart and does no task twice', async () => {
  const system = aSystem({
    StartAt: 'A',
    States: {
      A: task('first', { ResultPath: null, Next: 'B' }),
      B: waiting('second', { ResultPath: '$.b', Next: 'C' }),
      C: task('third', { ResultPath: null, End: true }),
    },
  });
  await system.start({ a: 1 });
  await system.restart();
  expect(system.calls.map((call) => call.name)).toEqual(['first', 'second']);
  await system.call('SendTaskSuccess', { taskToken: system.calls[1]?.payload.token, output: '2' });
  await turn();
  expect(system.calls.map((call) => call.name)).toEqual(['first', 'second', 'third']);
  expect(await system.describe()).toMatchObject({ status: 'SUCCEEDED', output: { a: 1, b: 2 } });
  expect(system.counts.read()['states.transitions']).toBe(3);
});

it('goes on with the items of a Map that still wait', async () => {
  const system = aSystem(one({ Type: 'Map', ItemProcessor: one(waiting('f')) }));
  await system.start(['a', 'b', 'c']);
  const tokens = system.calls.map((call) => call.payload.token);
  await system.call('SendTaskSuccess', { taskToken: tokens[1], output: '1' });
  await system.restart();
  await system.call('SendTaskSuccess', { taskToken: tokens[2], output: '2' });
  await system.restart();
  await system.call('SendTaskSuccess', { taskToken: tokens[0], output: '0' });
  await turn();
  expect(system.calls).toHaveLength(3);
  expect((await system.describe()).output).toEqual([0, 1, 2]);
});

it('keeps the moment of a timeout over a restart', async () => {
  const system = aSystem(one(waiting('f', { TimeoutSeconds: 100 })));
  await system.start();
  await system.later(60);
  await system.restart();
  await system.later(40);
  expect(await system.describe()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

it('retries at the moment that was set before the restart', async () => {
  const state = task('f', { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100 }] });
  let failed = false;
  const system = aSystem(one(state), () => {
    if (failed) return { payload: 1 };
    failed = true;
    return { error: { errorType: 'E', errorMessage: '' } };
  });
  await system.start();
  await system.later(60);
  await system.restart();
  expect(system.calls).toHaveLength(1);
  await system.later(40);
  expect(await system.describe()).toMatchObject({ status: 'SUCCEEDED' });
});

it('makes the same identifier again after a restart', async () => {
  const system = aSystem({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, Next: 'B' },
      B: waiting('f', { ResultPath: null, End: true }),
    },
  });
  await system.start();
  const { input, token } = system.calls[0]?.payload ?? {};
  await system.restart();
  await system.call('SendTaskSuccess', { taskToken: token, output: '1' });
  await turn();
  expect((await system.describe()).output).toEqual(input);
});

it('calls a function again whose answer was not there before the restart', async () => {
  const system = aSystem(one(task('f')), () => new Promise(() => {}));
  await system.call('StartExecution', {
    stateMachineArn: system.machineArn,
    name: 'e',
    input: '{}',
  });
  await turn();
  system.states().close();
  expect(system.calls).toHaveLength(1);
});
