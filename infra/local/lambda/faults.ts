import * as z from 'zod';

/** What a test or a demonstration can do to the next invocations of a function. */
export type FaultKind = 'error' | 'timeout' | 'crash' | 'throttle';

export interface Fault {
  readonly kind: FaultKind;
  /** The step of a state machine that it is for. @default - any invocation of the function */
  readonly task?: string | undefined;
  /** A crash comes when so many writes are done, before their answer is heard; 0 is before the first. @default - soon, at any place */
  readonly afterWrites?: number | undefined;
}

export interface Faults {
  /** The next `times` invocations of the function end this way. */
  plan(functionName: string, fault: Fault, times: number): void;
  /** The fault of this invocation, used up by asking. */
  take(functionName: string, payload: string): Fault | undefined;
}

interface Planned {
  readonly fault: Fault;
  times: number;
}

/** What a state machine hands to a function names the step. */
const Step = z.looseObject({ task: z.string() });

const taskOf = (payload: string): string | undefined =>
  Step.safeParse(JSON.parse(payload)).data?.task;

export const faults = (): Faults => {
  const planned = new Map<string, Planned[]>();
  return {
    plan: (functionName, fault, times) => {
      const others = (planned.get(functionName) ?? []).filter(
        (one) => one.fault.task !== fault.task,
      );
      planned.set(functionName, times > 0 ? [...others, { fault, times }] : others);
    },
    take: (functionName, payload) => {
      const all = planned.get(functionName) ?? [];
      if (all.length === 0) return undefined;
      const task = taskOf(payload);
      const found = all.find(({ fault }) => fault.task === undefined || fault.task === task);
      if (found === undefined) return undefined;
      found.times -= 1;
      if (found.times <= 0)
        planned.set(
          functionName,
          all.filter((one) => one !== found),
        );
      return found.fault;
    },
  };
};
