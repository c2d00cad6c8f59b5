/** What a test or a demonstration can do to the next invocations of a function. */
export type FaultKind = 'error' | 'timeout' | 'crash' | 'throttle';

export interface Faults {
  /** The next `times` invocations of the function end this way. */
  plan(functionName: string, kind: FaultKind, times: number): void;
  /** The fault of this invocation, used up by asking. */
  take(functionName: string): FaultKind | undefined;
}

export const faults = (): Faults => {
  const planned = new Map<string, { kind: FaultKind; times: number }>();
  return {
    plan: (functionName, kind, times) => {
      if (times > 0) planned.set(functionName, { kind, times });
      else planned.delete(functionName);
    },
    take: (functionName) => {
      const fault = planned.get(functionName);
      if (fault === undefined) return undefined;
      fault.times -= 1;
      if (fault.times <= 0) planned.delete(functionName);
      return fault.kind;
    },
  };
};
