import type { MachineModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Invoke } from '../invoke.ts';
import type { Meter } from '../meter.ts';
import { AwsError, type Caller } from '../service.ts';
import { type Definition, parseDefinition } from './asl.ts';
import { failureOf, Stopped } from './failure.ts';
import { interpreter } from './interpreter.ts';
import { openRun, type Outcome, type Run } from './run.ts';
import type { End, Execution, StateStore, Token } from './store.ts';
import { checkResource } from './task.ts';

export interface ExecutionsOptions {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly invoke: Invoke;
  readonly machines: readonly MachineModel[];
  readonly callerFor: (roleArn: string) => Caller;
}

interface Machine {
  readonly model: MachineModel;
  readonly definition: Definition;
}

const checkTasks = (definition: Definition): void => {
  for (const state of Object.values(definition.States)) {
    if (state.Type === 'Task') checkResource(state.Resource);
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor, state.Iterator])
      if (inner !== undefined) checkTasks(inner);
  }
};

const read = (model: MachineModel): Machine => {
  try {
    const definition = parseDefinition(model.definition);
    checkTasks(definition);
    return { model, definition };
  } catch (thrown) {
    throw new Error(`State machine ${model.name}`, { cause: thrown });
  }
};

const eventOfEnd: Readonly<Record<End['status'], string>> = {
  RUNNING: 'ExecutionStarted',
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

/** The executions that run, each with its run; all others are only in the store. */
export const openExecutions = (options: ExecutionsOptions) => {
  const { store, clock, meter } = options;
  const machines = new Map(options.machines.map((model) => [model.arn, read(model)]));
  const runs = new Map<string, Run>();
  const heartbeats = new Map<string, number>();
  const idlers: (() => void)[] = [];
  let working = 0;
  let closed = false;

  /** Between two calls of functions a machine needs no time: when nothing works a turn later, all wait. */
  const settleIdlers = (): void => {
    if (working > 0 || idlers.length === 0) return;
    setImmediate(() => {
      if (working === 0) for (const idler of idlers.splice(0)) idler();
    });
  };

  const busy = (): (() => void) => {
    working += 1;
    return () => {
      working -= 1;
      settleIdlers();
    };
  };

  const end = (arn: string, how: End): boolean => {
    const ended = store.atomically(() => {
      if (!store.end(arn, how)) return false;
      const { output, error, cause } = how;
      store.log(arn, how.stopMs, eventOfEnd[how.status], { output, error, cause });
      return true;
    });
    runs.get(arn)?.stop();
    runs.delete(arn);
    return ended;
  };

  const follow = async (machine: Machine, run: Run): Promise<void> => {
    const { arn, startMs } = run.execution;
    const { TimeoutSeconds: timeoutSeconds } = machine.definition;
    const expire = (): void => {
      end(arn, { status: 'TIMED_OUT', stopMs: clock.now(), error: 'States.Timeout', cause: '' });
    };
    const cancel =
      timeoutSeconds === undefined ? undefined : clock.at(startMs + timeoutSeconds * 1000, expire);
    const isBilled = machine.model.type === 'STANDARD';
    const interpret = interpreter({
      run,
      invoke: options.invoke,
      caller: options.callerFor(machine.model.roleArn),
      machine: machine.model,
      heartbeats,
      transition: () => {
        if (isBilled) meter.count('states.transitions', 1, machine.model.name);
      },
    });
    const done = busy();
    try {
      const result = interpret(machine.definition);
      done();
      const output = JSON.stringify(await result);
      end(arn, { status: 'SUCCEEDED', stopMs: clock.now(), output });
    } catch (thrown) {
      if (thrown instanceof Stopped || closed) return;
      const { error, message: cause } = failureOf(thrown);
      end(arn, { status: 'FAILED', stopMs: clock.now(), error, cause });
    } finally {
      cancel?.();
    }
  };

  const begin = (execution: Execution): void => {
    const machine = machines.get(execution.machineArn);
    if (machine === undefined) {
      const cause = 'The machine is no longer in the templates.';
      end(execution.arn, { status: 'ABORTED', stopMs: clock.now(), cause });
      return;
    }
    const run = openRun({ execution, store, clock, busy });
    runs.set(execution.arn, run);
    void follow(machine, run);
  };

  const machineOf = (arn: string): MachineModel => {
    const machine = machines.get(arn);
    if (machine === undefined)
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine.model;
  };

  return {
    machineOf,
    end,
    start: (machineArn: string, name: string, input: string): Execution => {
      const machine = machineOf(machineArn);
      const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
      const known = store.get(arn);
      if (known !== undefined) return known;
      const startMs = clock.now();
      store.atomically(() => {
        store.add({ arn, machineArn, name, input, startMs });
        store.log(arn, startMs, 'ExecutionStarted', { input, roleArn: machine.roleArn });
      });
      const ended = { stopMs: null, output: null, error: null, cause: null };
      const execution: Execution = { arn, machineArn, name, input, startMs, status: 'RUNNING', ...ended };
      begin(execution);
      return execution;
    },
    /** False when the wait has ended. Recorded even before the executions are taken up again. */
    answer: (token: Token, outcome: Outcome): boolean => {
      if (!token.open || store.get(token.execution)?.status !== 'RUNNING') return false;
      const run = runs.get(token.execution);
      if (run !== undefined) return run.settle(token.place, outcome);
      if (!store.write(token.execution, `${token.place}/outcome`, outcome)) return false;
      store.closeToken(token.execution, token.place);
      return true;
    },
    beat: (token: Token): void => {
      const key = `${token.execution}|${token.place}`;
      if (heartbeats.has(key)) heartbeats.set(key, clock.now());
    },
    resume: (): void => {
      for (const execution of store.running()) if (!runs.has(execution.arn)) begin(execution);
    },
    idle: (): Promise<void> =>
      new Promise((resolve) => {
        idlers.push(resolve);
        settleIdlers();
      }),
    close: (): void => {
      closed = true;
      for (const run of runs.values()) run.stop();
      runs.clear();
    },
  };
};
