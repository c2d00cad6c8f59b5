import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { movableClock } from '../../../infra/local/clock.ts';
import { root } from '../../../infra/local/iam/evaluator.ts';
import { meter as openMeter } from '../../../infra/local/meter.ts';
import { openStates, type States } from '../../../infra/local/step-functions/service.ts';

type Json = Record<string, any>;
export type Fn = (payload: any) => unknown;

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
export const executionArn = (name = 'x') =>
  `${machineArn.replace('stateMachine', 'execution')}:${name}`;

export const named = (errorType: string): Error =>
  Object.assign(new Error('it broke'), { name: errorType });

/** A system of one machine `m` whose functions are those given, by name. */
export const world = (definition: Json, functions: Record<string, Fn> = {}) => {
  const file = join(mkdtempSync(join(tmpdir(), 'states-')), 'states.sqlite');
  const clock = movableClock();
  const meter = openMeter();
  const calls: { name: string; payload: any }[] = [];
  const open = (): States =>
    openStates({
      file,
      clock,
      meter,
      machines: [
        {
          name: 'm',
          arn: machineArn,
          definition: JSON.stringify(definition),
          roleArn: 'arn:aws:iam::000000000000:role/m',
          type: 'STANDARD',
        },
      ],
      callerFor: (principal) => ({ principal }),
      invoke: async (name, payload) => {
        calls.push({ name, payload });
        try {
          return { payload: (await functions[name]?.(payload)) ?? null };
        } catch (thrown) {
          const error = thrown as Error;
          return { error: { errorType: error.name, errorMessage: error.message } };
        }
      },
    });
  let states = open();
  const call = async (operation: string, input: Json): Promise<any> =>
    states.handle(operation, input, root);
  const settled = async (): Promise<void> => {
    for (let look = 0; look < 5; look += 1) await setImmediate();
  };
  return {
    calls,
    meter,
    clock,
    call,
    settled,
    states: () => states,
    start: (input: unknown = {}, name = 'x') =>
      call('StartExecution', {
        stateMachineArn: machineArn,
        name,
        input: JSON.stringify(input),
      }),
    describe: async (name = 'x'): Promise<any> => {
      await settled();
      const found = await call('DescribeExecution', { executionArn: executionArn(name) });
      return { ...found, output: found.output && JSON.parse(found.output) };
    },
    pass: async (seconds: number): Promise<void> => {
      await settled();
      clock.moveTo(clock.now() + seconds * 1000);
      await settled();
    },
    restart: async (between: () => Promise<unknown> = async () => {}): Promise<void> => {
      await settled();
      states.close();
      states = open();
      await between();
      states.resume();
      await settled();
    },
    succeed: (taskToken: string, output: unknown) =>
      call('SendTaskSuccess', { taskToken, output: JSON.stringify(output) }),
  };
};

export const task = (more: Json = {}, FunctionName = 'f'): Json => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName, Payload: { 'input.$': '$' } },
  End: true,
  ...more,
});

export const waiting = (more: Json = {}): Json =>
  task({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'f', Payload: { 'input.$': '$', 'token.$': '$$.Task.Token' } },
    ...more,
  });

export const only = (state: Json): Json => ({
  StartAt: 'A',
  States: { A: { End: true, ...state } },
});
