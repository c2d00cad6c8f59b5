import { randomUUID } from 'node:crypto';
import type { MachineModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Invoke } from '../invoke.ts';
import type { Meter } from '../meter.ts';
import { AwsError, type AwsService, type Caller } from '../service.ts';
import { openExecutions } from './executions.ts';
import { mostBytes } from './failure.ts';
import {
  History,
  json,
  ListExecutions,
  OfExecution,
  OfMachine,
  pageOf,
  parse,
  Start,
  Stop,
  TaskFailure,
  TaskHeartbeat,
  TaskSuccess,
} from './requests.ts';
import { type Execution, openStateStore, type Token } from './store.ts';
import { described, historyEvent, listed, machineDescribed, machineListed } from './views.ts';

export interface StatesOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly invoke: Invoke;
  readonly machines: readonly MachineModel[];
  /** Who a machine acts as, by its role. */
  readonly callerFor: (roleArn: string) => Caller;
}

export interface States extends AwsService {
  /** Starts for another service. The same name and input again change nothing, also after the execution's end. */
  startExecution(machineArn: string, name: string, input: string): { readonly executionArn: string };
  /** Goes on with all executions that run, after a restart. */
  resume(): void;
  /** Resolves when every execution waits: for a callback, or for a time that is not near. */
  idle(): Promise<void>;
  close(): void;
}

type Operation = (input: unknown, caller: Caller) => unknown;

const checkedInput = (input: string): string => {
  json(input, 'InvalidExecutionInput');
  if (Buffer.byteLength(input) > mostBytes)
    throw new AwsError('ValidationException', `Value at 'input' has more than ${mostBytes} bytes`);
  return input;
};

const exists = (execution: Execution): AwsError =>
  new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${execution.arn}'`);

/** Step Functions on one SQLite file; executions outlive the process. */
export const openStates = (options: StatesOptions): States => {
  const store = openStateStore(options.file);
  const executions = openExecutions({ ...options, store });

  const executionOf = (arn: string): Execution => {
    const execution = store.get(arn);
    if (execution === undefined)
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  };

  const permitted = (caller: Caller, action: string, arn: string): Execution => {
    caller.authorize?.(`states:${action}`, arn);
    return executionOf(arn);
  };

  const tokenOf = (caller: Caller, action: string, text: string): Token => {
    const token = store.token(text);
    if (token === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    caller.authorize?.(`states:${action}`, executionOf(token.execution).machineArn);
    return token;
  };

  const timedOut = (): AwsError =>
    new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");

  const start = (machineArn: string, name: string, input: string): Execution => {
    const execution = executions.start(machineArn, name, checkedInput(input));
    if (execution.input !== input) throw exists(execution);
    return execution;
  };

  const operations: Readonly<Record<string, Operation>> = {
    StartExecution: (input, caller) => {
      const request = parse(Start, input);
      caller.authorize?.('states:StartExecution', request.stateMachineArn);
      const execution = start(request.stateMachineArn, request.name ?? randomUUID(), request.input);
      if (execution.status !== 'RUNNING') throw exists(execution);
      return { executionArn: execution.arn, startDate: execution.startMs / 1000 };
    },
    DescribeExecution: (input, caller) => {
      const request = parse(OfExecution, input);
      return described(permitted(caller, 'DescribeExecution', request.executionArn));
    },
    StopExecution: (input, caller) => {
      const { executionArn, error, cause } = parse(Stop, input);
      permitted(caller, 'StopExecution', executionArn);
      executions.end(executionArn, {
        status: 'ABORTED',
        stopMs: options.clock.now(),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
      return { stopDate: (executionOf(executionArn).stopMs ?? 0) / 1000 };
    },
    ListExecutions: (input, caller) => {
      const request = parse(ListExecutions, input);
      const { stateMachineArn: arn, statusFilter } = request;
      caller.authorize?.('states:ListExecutions', arn);
      executions.machineOf(arn);
      const page = pageOf(request, (limit, offset) => store.of(arn, statusFilter, limit, offset));
      return { executions: page.items.map(listed), ...page.next };
    },
    ListStateMachines: (_, caller) => {
      caller.authorize?.('states:ListStateMachines', '*');
      return { stateMachines: options.machines.map(machineListed) };
    },
    DescribeStateMachine: (input, caller) => {
      const { stateMachineArn: arn } = parse(OfMachine, input);
      caller.authorize?.('states:DescribeStateMachine', arn);
      return machineDescribed(executions.machineOf(arn));
    },
    GetExecutionHistory: (input, caller) => {
      const request = parse(History, input);
      const execution = permitted(caller, 'GetExecutionHistory', request.executionArn);
      const events = store.history(execution.arn);
      if (request.reverseOrder) events.reverse();
      const page = pageOf(request, (limit, offset) => events.slice(offset, offset + limit));
      return { events: page.items.map(historyEvent), ...page.next };
    },
    SendTaskSuccess: (input, caller) => {
      const request = parse(TaskSuccess, input);
      const token = tokenOf(caller, 'SendTaskSuccess', request.taskToken);
      const output = json(request.output, 'InvalidOutput');
      if (Buffer.byteLength(request.output) > mostBytes)
        throw new AwsError('InvalidOutput', `The output has more than ${mostBytes} bytes`);
      if (!executions.answer(token, { output })) throw timedOut();
      return {};
    },
    SendTaskFailure: (input, caller) => {
      const { taskToken, error, cause } = parse(TaskFailure, input);
      const token = tokenOf(caller, 'SendTaskFailure', taskToken);
      if (!executions.answer(token, { error, cause })) throw timedOut();
      return {};
    },
    SendTaskHeartbeat: (input, caller) => {
      const token = tokenOf(caller, 'SendTaskHeartbeat', parse(TaskHeartbeat, input).taskToken);
      if (!token.open) throw timedOut();
      executions.beat(token);
      return {};
    },
  };

  return {
    targetPrefix: 'AWSStepFunctions',
    handle: async (operation, input, caller) => {
      const run = operations[operation];
      if (run === undefined)
        throw new AwsError('UnknownOperationException', `Step Functions ${operation} does not run locally`);
      return run(input, caller);
    },
    startExecution: (machineArn, name, input) => ({
      executionArn: start(machineArn, name, input).arn,
    }),
    resume: executions.resume,
    idle: executions.idle,
    close: () => {
      executions.close();
      store.close();
    },
  };
};
