import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type Caller } from '../service.ts';
import type { Executions, Machine } from './executions.ts';
import { payloadLimitBytes } from './failure.ts';
import type { Execution, Outcome } from './store.ts';

type Operation = (input: unknown, caller: Caller) => unknown;

const parse = <T>(schema: z.ZodType<T>, input: unknown): T => {
  const found = schema.safeParse(input);
  if (found.success) return found.data;
  throw new AwsError('ValidationException', z.prettifyError(found.error));
};

const seconds = (ms: number): number => ms / 1000;

const summary = (one: Execution) => ({
  executionArn: one.arn,
  stateMachineArn: one.machine,
  name: one.name,
  status: one.status,
  startDate: seconds(one.startedAt),
  ...(one.stoppedAt !== null && { stopDate: seconds(one.stoppedAt) }),
});

const description = (one: Execution) => ({
  ...summary(one),
  input: one.input,
  inputDetails: { included: true },
  ...(one.output !== null && { output: one.output, outputDetails: { included: true } }),
  ...(one.error !== null && { error: one.error }),
  ...(one.cause !== null && { cause: one.cause }),
});

const Start = z.object({
  stateMachineArn: z.string(),
  name: z
    .string()
    .regex(/^[\w.-]{1,80}$/)
    .optional(),
  input: z.string().default('{}'),
});
const OfExecution = z.object({ executionArn: z.string() });
const Stop = OfExecution.extend({ error: z.string().optional(), cause: z.string().optional() });
const OfMachine = z.object({ stateMachineArn: z.string() });
const page = (most: number) => ({
  maxResults: z.number().int().min(0).max(1000).default(most),
  nextToken: z.string().regex(/^\d+$/).default('0'),
});
const List = OfMachine.extend({ statusFilter: z.string().optional(), ...page(100) });
const History = OfExecution.extend({
  reverseOrder: z.boolean().default(false),
  includeExecutionData: z.boolean().default(true),
  ...page(100),
});
const Success = z.object({ taskToken: z.string(), output: z.string() });
const Failure = z.object({
  taskToken: z.string(),
  error: z.string().max(256).default(''),
  cause: z.string().max(32_768).default(''),
});
const Heartbeat = z.object({ taskToken: z.string() });

/** The field of an event that holds its details, e.g. `stateEnteredEventDetails`. */
const detailsField = (type: string): string => {
  const state = /State(Entered|Exited)$/.exec(type);
  const name = state === null ? type.charAt(0).toLowerCase() + type.slice(1) : `state${state[1]}`;
  return `${name}EventDetails`;
};

/** Data of states is JSON text in the API. */
const asText = (details: unknown): unknown => {
  const Details = z.record(z.string(), z.unknown());
  return Object.fromEntries(
    Object.entries(Details.parse(details))
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
};

const next = (offset: number, found: number, limit: number) =>
  found === limit ? { nextToken: String(offset + limit) } : {};

const callbacks = ({ store, clock, waiters }: Executions): Record<string, Operation> => {
  const open = (taskToken: string) => {
    if (!/^[\w-]{64}$/.test(taskToken)) throw new AwsError('InvalidToken', 'Invalid Token');
    const token = store.token(taskToken);
    if (token === undefined) throw new AwsError('TaskDoesNotExist', 'Task does not exist');
    if (token.closed)
      throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    return token;
  };
  const allow = (caller: Caller, action: string, taskToken: string): void => {
    const machine = store.find(store.token(taskToken)?.execution ?? '')?.machine ?? '*';
    caller.authorize?.(`states:${action}`, machine);
  };
  const settle = (taskToken: string, outcome: Outcome): object => {
    open(taskToken);
    store.closeToken(taskToken, outcome);
    waiters.get(taskToken)?.settle(outcome);
    return {};
  };
  const outputOf = (text: string): unknown => {
    if (Buffer.byteLength(text) > payloadLimitBytes)
      throw new AwsError('InvalidOutput', `The output is over ${payloadLimitBytes} bytes`);
    try {
      return JSON.parse(text);
    } catch {
      throw new AwsError('InvalidOutput', 'The output is not JSON');
    }
  };
  return {
    SendTaskSuccess: (input, caller) => {
      const { taskToken, output } = parse(Success, input);
      allow(caller, 'SendTaskSuccess', taskToken);
      return settle(taskToken, { output: outputOf(output) });
    },
    SendTaskFailure: (input, caller) => {
      const { taskToken, error, cause } = parse(Failure, input);
      allow(caller, 'SendTaskFailure', taskToken);
      return settle(taskToken, { error, cause });
    },
    SendTaskHeartbeat: (input, caller) => {
      const { taskToken } = parse(Heartbeat, input);
      allow(caller, 'SendTaskHeartbeat', taskToken);
      open(taskToken);
      store.beat(taskToken, clock.now());
      waiters.get(taskToken)?.beat();
      return {};
    },
  };
};

const machineOperations = (executions: Executions, machineOf: (arn: string) => Machine) => ({
  ListStateMachines: (_: unknown, caller: Caller) => {
    caller.authorize?.('states:ListStateMachines', '*');
    const stateMachines = [...executions.machines.values()].map(({ model }) => ({
      stateMachineArn: model.arn,
      name: model.name,
      type: model.type,
      creationDate: 0,
    }));
    return { stateMachines };
  },
  DescribeStateMachine: (input: unknown, caller: Caller) => {
    const { stateMachineArn } = parse(OfMachine, input);
    caller.authorize?.('states:DescribeStateMachine', stateMachineArn);
    const { arn, name, definition, roleArn, type } = machineOf(stateMachineArn).model;
    const fixed = { stateMachineArn: arn, status: 'ACTIVE', creationDate: 0 };
    return { ...fixed, name, definition, roleArn, type };
  },
});

/** The operations of Step Functions that the runtime offers. */
export const operationsOf = (executions: Executions): Readonly<Record<string, Operation>> => {
  const { store } = executions;
  const machineOf = (arn: string): Machine => {
    const machine = executions.machines.get(arn);
    if (machine !== undefined) return machine;
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  };
  const executionOf = (arn: string): Execution => {
    const execution = store.find(arn);
    if (execution !== undefined) return execution;
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  };
  return {
    ...callbacks(executions),
    ...machineOperations(executions, machineOf),
    StartExecution: (input, caller) => {
      const { stateMachineArn, name, input: text } = parse(Start, input);
      caller.authorize?.('states:StartExecution', stateMachineArn);
      const started = executions.start(machineOf(stateMachineArn), name ?? randomUUID(), text);
      return { executionArn: started.arn, startDate: seconds(started.startedAt) };
    },
    DescribeExecution: (input, caller) => {
      const { executionArn } = parse(OfExecution, input);
      caller.authorize?.('states:DescribeExecution', executionArn);
      return description(executionOf(executionArn));
    },
    StopExecution: (input, caller) => {
      const { executionArn, error, cause } = parse(Stop, input);
      caller.authorize?.('states:StopExecution', executionArn);
      const execution = executionOf(executionArn);
      if (execution.status !== 'RUNNING')
        return { stopDate: seconds(execution.stoppedAt ?? execution.startedAt) };
      const how = { output: null, error: error ?? null, cause: cause ?? null };
      return { stopDate: seconds(executions.end(execution, { status: 'ABORTED', ...how })) };
    },
    ListExecutions: (input, caller) => {
      const { stateMachineArn, statusFilter, maxResults, nextToken } = parse(List, input);
      caller.authorize?.('states:ListExecutions', stateMachineArn);
      const limit = maxResults === 0 ? 100 : maxResults;
      const { arn } = machineOf(stateMachineArn).model;
      const found = store.list(arn, statusFilter ?? null, limit, Number(nextToken));
      return { executions: found.map(summary), ...next(Number(nextToken), found.length, limit) };
    },
    GetExecutionHistory: (input, caller) => {
      const wanted = parse(History, input);
      caller.authorize?.('states:GetExecutionHistory', wanted.executionArn);
      executionOf(wanted.executionArn);
      const offset = Number(wanted.nextToken);
      const limit = wanted.maxResults === 0 ? 100 : wanted.maxResults;
      const all = store.history(wanted.executionArn);
      const ordered = wanted.reverseOrder ? all.reverse() : all;
      const found = ordered.slice(offset, offset + limit);
      const events = found.map(({ id, time, type, details }) => ({
        id,
        previousEventId: id - 1,
        timestamp: seconds(time),
        type,
        [detailsField(type)]: asText(JSON.parse(details)),
      }));
      return { events, ...next(offset, found.length, limit) };
    },
  };
};
