import * as z from 'zod';

/** What a test or a demonstration can do to the next invocations of a function. */
export type FaultKind = 'error' | 'timeout' | 'crash' | 'throttle';

export interface Faults {
  /** The next `times` invocations of the function end this way; where `task` is given, those of that step alone. */
  plan(functionName: string, kind: FaultKind, times: number, task?: string): void;
  /** The fault of this invocation, used up by asking. */
  take(functionName: string, payload: string): FaultKind | undefined;
}

interface Planned {
  readonly kind: FaultKind;
  readonly task: string | undefined;
  times: number;
}

/** What a state machine hands to a function names the step. */
const Step = z.looseObject({ task: z.string() });

const taskOf = (payload: string): string | undefined =>
  Step.safeParse(JSON.parse(payload)).data?.task;

export const faults = (): Faults => {
  const planned = new Map<string, Planned[]>();
  return {
    plan: (functionName, kind, times, task) => {
      const others = (planned.get(functionName) ?? []).filter((one) => one.task !== task);
      planned.set(functionName, times > 0 ? [...others, { kind, task, times }] : others);
    },
    take: (functionName, payload) => {
      const all = planned.get(functionName) ?? [];
      if (all.length === 0) return undefined;
      const task = taskOf(payload);
      const fault = all.find((one) => one.task === undefined || one.task === task);
      if (fault === undefined) return undefined;
      fault.times -= 1;
      if (fault.times <= 0)
        planned.set(
          functionName,
          all.filter((one) => one !== fault),
        );
      return fault.kind;
    },
  };
};
