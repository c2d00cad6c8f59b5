import type { MachineModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Definition } from './definition.ts';
import type { Waiter } from './run.ts';
import type { End, Execution, Store } from './store.ts';

/** A machine of the templates, its definition parsed. */
export interface Machine {
  readonly model: MachineModel;
  readonly definition: Definition;
}

/** The executions of all machines: started, stopped and gone on with. */
export interface Executions {
  readonly store: Store;
  readonly clock: Clock;
  readonly waiters: Map<string, Waiter>;
  readonly machines: ReadonlyMap<string, Machine>;
  start(machine: Machine, name: string, input: string): Execution;
  end(execution: Execution, end: Omit<End, 'stoppedAt'>): number;
}
