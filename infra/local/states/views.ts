import type { MachineModel } from '../assembly/model.ts';
import type { Execution, HistoryEvent } from './store.ts';

/** The JSON protocol carries moments as seconds since 1970. */
const seconds = (timeMs: number): number => timeMs / 1000;

export const listed = (execution: Execution): Record<string, unknown> => ({
  executionArn: execution.arn,
  stateMachineArn: execution.machineArn,
  name: execution.name,
  status: execution.status,
  startDate: seconds(execution.startMs),
  ...(execution.stopMs === null ? {} : { stopDate: seconds(execution.stopMs) }),
});

export const described = (execution: Execution): Record<string, unknown> => ({
  ...listed(execution),
  input: execution.input,
  ...(execution.output === null ? {} : { output: execution.output }),
  ...(execution.error === null ? {} : { error: execution.error }),
  ...(execution.cause === null ? {} : { cause: execution.cause }),
});

/** A state entered has `stateEnteredEventDetails` whatever its type; all others are named after their type. */
const detailsName = (type: string): string => {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
};

export const historyEvent = (event: HistoryEvent): Record<string, unknown> => ({
  id: event.seq,
  previousEventId: event.seq - 1,
  timestamp: seconds(event.timeMs),
  type: event.type,
  [detailsName(event.type)]: JSON.parse(event.details),
});

export const machineListed = (machine: MachineModel): Record<string, unknown> => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  type: machine.type,
  creationDate: 0,
});

export const machineDescribed = (machine: MachineModel): Record<string, unknown> => ({
  ...machineListed(machine),
  status: 'ACTIVE',
  definition: machine.definition,
  roleArn: machine.roleArn,
});
