import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meter } from '../../../infra/local/meter.ts';
import { openStates, type States } from '../../../infra/local/step-functions/service.ts';
import { root, stillClock, turn } from '../still-clock.ts';

type Outcome = { payload: unknown } | { error: { errorType: string; errorMessage: string } };
export type Handler = (payload: any, name: string) => Outcome | Promise<Outcome>;

export const task = (name: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  ...more,
});

export const waiting = (name: string, more: object = {}): object => ({
  ...task(name),
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: name, Payload: { 'input.$': '$', 'token.$': '$$.Task.Token' } },
  ...more,
});

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';

export const aSystem = (definition: object, handler: Handler = () => ({ payload: {} })) => {
  const file = join(mkdtempSync(join(tmpdir(), 'states-')), 'states.sqlite');
  const clock = stillClock();
  const counts = meter();
  const calls: { name: string; payload: any }[] = [];
  const open = (): States =>
    openStates({
      file,
      clock,
      meter: counts,
      callerFor: (roleArn) => ({ principal: roleArn }),
      machines: [
        {
          arn: machineArn,
          name: 'm',
          definition: JSON.stringify(definition),
          roleArn: 'arn:role',
          type: 'STANDARD',
        },
      ],
      invoke: async (name, payload) => {
        calls.push({ name, payload });
        return handler(payload, name);
      },
    });
  let states = open();
  const call = (operation: string, input: object): Promise<any> =>
    states.handle(operation, input, root);
  const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:m:e';
  return {
    clock,
    calls,
    call,
    counts,
    machineArn,
    states: () => states,
    start: async (input: unknown = {}) => {
      await call('StartExecution', {
        stateMachineArn: machineArn,
        name: 'e',
        input: JSON.stringify(input),
      });
      await states.idle();
    },
    describe: async () => {
      const { status, output, error, cause } = await call('DescribeExecution', { executionArn });
      return {
        status,
        error,
        cause,
        output: output === undefined ? undefined : JSON.parse(output),
      };
    },
    history: () => call('GetExecutionHistory', { executionArn }),
    executionArn,
    restart: async () => {
      states.close();
      await turn();
      states = open();
      states.resume();
      await states.idle();
    },
    later: async (seconds: number) => {
      clock.move(seconds * 1000);
      await turn();
    },
  };
};

export const one = (state: object): object => ({
  StartAt: 'A',
  States: { A: { End: true, ...state } },
});
