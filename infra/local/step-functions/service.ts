import type { MachineModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { CallerFor } from '../iam/evaluator.ts';
import type { Meter } from '../meter.ts';
import { AwsError, type AwsService } from '../service.ts';
import { parseDefinition } from './definition.ts';
import type { Machine } from './executions.ts';
import { payloadLimitBytes, StateFailure } from './failure.ts';
import { runScope } from './interpreter.ts';
import { operationsOf } from './operations.ts';
import { type Engine, type Invoke, type Run, Stopped } from './run.ts';
import { type End, type Execution, openStore } from './store.ts';

export interface StatesOptions {
  /** A file, or `:memory:`. */
  readonly file: string;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly invoke: Invoke;
  readonly machines: readonly MachineModel[];
  readonly callerFor: CallerFor;
}

/** Step Functions in this process, on one SQLite file. */
export interface States extends AwsService {
  /** Starts once for a name and an input, however often it is called; also after the execution has ended. */
  startExecution(machineArn: string, name: string, input: string): void;
  /** Goes on with the executions that an earlier process left. */
  resume(): void;
  /** Resolves when all executions wait for the clock or for a callback. */
  idle(): Promise<void>;
  close(): void;
}

/** Counts what is under way; whoever waits is told when it is nothing. */
const busyCounter = () => {
  let count = 0;
  let waiting: (() => void)[] = [];
  const busy = (): (() => void) => {
    count += 1;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      count -= 1;
      if (count > 0) return;
      const told = waiting;
      waiting = [];
      for (const tell of told) tell();
    };
  };
  const idle = async (): Promise<void> => {
    while (count > 0) await new Promise<void>((done) => waiting.push(done));
  };
  return { busy, idle };
};

const ended = (status: End['status'], part: Partial<End> = {}): Omit<End, 'stoppedAt'> => ({
  status,
  output: null,
  error: null,
  cause: null,
  ...part,
});

const contextOf = (machine: MachineModel, execution: Execution) => ({
  Execution: {
    Id: execution.arn,
    Name: execution.name,
    Input: JSON.parse(execution.input),
    StartTime: new Date(execution.startedAt).toISOString(),
    RoleArn: machine.roleArn,
  },
  StateMachine: { Id: machine.arn, Name: machine.name },
});

const historyTypes = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  ABORTED: 'ExecutionAborted',
  TIMED_OUT: 'ExecutionTimedOut',
  RUNNING: 'ExecutionStarted',
};

const parsed = (model: MachineModel): Machine => {
  try {
    return { model, definition: parseDefinition(model.definition) };
  } catch (thrown) {
    throw new Error(`State machine ${model.name} cannot be run`, { cause: thrown });
  }
};

const checkInput = (input: string): void => {
  if (Buffer.byteLength(input) > payloadLimitBytes)
    throw new AwsError('InvalidExecutionInput', `The input is over ${payloadLimitBytes} bytes`);
  try {
    JSON.parse(input);
  } catch {
    throw new AwsError('InvalidExecutionInput', 'The input is not JSON');
  }
};

const openExecutions = (engine: Engine, options: StatesOptions) => {
  const { store, clock } = engine;
  const machines = new Map(options.machines.map((model) => [model.arn, parsed(model)]));
  const running = new Map<string, AbortController>();

  const end = (execution: Execution, how: Omit<End, 'stoppedAt'>): number => {
    const stoppedAt = clock.now();
    store.inTransaction(() => {
      store.end(execution.arn, { ...how, stoppedAt });
      const { status, ...details } = how;
      store.note(execution.arn, 'ended', stoppedAt, historyTypes[status], details);
    });
    running.get(execution.arn)?.abort();
    running.delete(execution.arn);
    return stoppedAt;
  };

  const runOf = (machine: MachineModel, execution: Execution): Run => ({
    engine,
    machine,
    caller: options.callerFor(machine.roleArn),
    execution,
    context: contextOf(machine, execution),
    read: (key) => store.read(execution.arn, key),
    write: (key, value) => store.write(execution.arn, key, value),
    note: (key, type, details) => store.note(execution.arn, key, clock.now(), type, details),
  });

  /** A failure of the interpreter itself ends the execution too, so that nobody waits for it for ever. */
  const failureOf = (thrown: unknown): StateFailure =>
    thrown instanceof StateFailure
      ? thrown
      : new StateFailure('States.Runtime', thrown instanceof Error ? thrown.message : `${thrown}`);

  const run = async ({ model, definition }: Machine, execution: Execution): Promise<void> => {
    const stop = new AbortController();
    running.set(execution.arn, stop);
    const { timeoutSeconds } = definition;
    const late = (): unknown => end(execution, ended('TIMED_OUT'));
    const disarm =
      timeoutSeconds === undefined
        ? () => {}
        : clock.at(execution.startedAt + timeoutSeconds * 1000, late);
    stop.signal.addEventListener('abort', disarm);
    const { context, ...rest } = runOf(model, execution);
    const branch = {
      scope: definition.scope,
      path: '',
      input: JSON.parse(execution.input),
      context,
    };
    try {
      const output = await runScope({ context, ...rest }, branch, stop.signal);
      if (!stop.signal.aborted)
        end(execution, ended('SUCCEEDED', { output: JSON.stringify(output) }));
    } catch (thrown) {
      if (stop.signal.aborted || thrown instanceof Stopped) return;
      const { error, cause } = failureOf(thrown);
      end(execution, ended('FAILED', { error, cause }));
    }
  };

  const begin = (machine: Machine, execution: Execution): void => {
    const done = engine.busy();
    void run(machine, execution);
    setImmediate(done);
  };

  const start = (machine: Machine, name: string, input: string): Execution => {
    checkInput(input);
    const arn = `${machine.model.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = store.find(arn);
    if (known?.status === 'RUNNING' && known.input === input) return known;
    if (known !== undefined)
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    store.insert(arn, machine.model.arn, name, input, clock.now());
    store.note(arn, 'started', clock.now(), historyTypes.RUNNING, { input });
    const execution = store.find(arn);
    if (execution === undefined) throw new Error(`${arn} was not stored`);
    begin(machine, execution);
    return execution;
  };

  const resume = (): void => {
    for (const execution of store.running()) {
      const machine = machines.get(execution.machine);
      if (machine === undefined)
        end(execution, ended('ABORTED', { error: 'States.Runtime', cause: 'The machine is gone' }));
      else if (!running.has(execution.arn)) begin(machine, execution);
    }
  };
  const stopAll = (): void => {
    for (const stop of running.values()) stop.abort();
    running.clear();
  };
  return { store, clock, waiters: engine.waiters, machines, start, end, resume, stopAll };
};

/** Opens Step Functions; throws when a machine's definition cannot be run. */
export const openStates = (options: StatesOptions): States => {
  const { busy, idle } = busyCounter();
  const store = openStore(options.file);
  const { clock, meter, invoke } = options;
  const engine: Engine = { store, clock, meter, invoke, waiters: new Map(), busy };
  const executions = openExecutions(engine, options);
  const operations = operationsOf(executions);
  return {
    targetPrefix: 'AWSStepFunctions',
    handle: async (operation, input, caller) => {
      const run = operations[operation];
      if (run === undefined)
        throw new AwsError('UnknownOperationException', `No operation ${operation}`);
      return run(input, caller);
    },
    startExecution: (machineArn, name, input) => {
      const machine = executions.machines.get(machineArn);
      if (machine === undefined)
        throw new AwsError('StateMachineDoesNotExist', `There is no ${machineArn}`);
      const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      if (store.find(arn)?.input !== input) executions.start(machine, name, input);
    },
    resume: executions.resume,
    idle,
    close: () => {
      executions.stopAll();
      store.close();
    },
  };
};
