/** The runtime's time: it can be set and moved, so that a month of billing takes seconds. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Runs once when the clock has reached `timeMs`; answers how to cancel it. */
  at(timeMs: number, run: () => void): () => void;
}

export interface MovableClock extends Clock {
  /** Milliseconds between this clock and the machine's. */
  offset(): number;
  moveTo(timeMs: number): void;
}

/** setTimeout holds at most 2^31 - 1 ms (24.8 days); a longer wait is taken in steps. */
const longestTimeoutMs = 2 ** 31 - 1;

interface Alarm {
  readonly timeMs: number;
  readonly run: () => void;
}

/** A clock that runs at the machine's pace from a movable start. Moving it runs every alarm passed, in order of time. */
export const movableClock = (
  startOffsetMs = 0,
  moved: (offset: number) => void = () => {},
): MovableClock => {
  let offsetMs = startOffsetMs;
  let timer: NodeJS.Timeout | undefined;
  const alarms = new Set<Alarm>();
  const now = (): number => Date.now() + offsetMs;
  const ring = (): void => {
    const due = [...alarms]
      .filter((alarm) => alarm.timeMs <= now())
      .sort((a, b) => a.timeMs - b.timeMs);
    for (const alarm of due) {
      alarms.delete(alarm);
      alarm.run();
    }
    arm();
  };
  const arm = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (alarms.size === 0) return;
    const next = Math.min(...[...alarms].map((alarm) => alarm.timeMs));
    timer = setTimeout(ring, Math.min(Math.max(next - now(), 0), longestTimeoutMs));
    timer.unref();
  };
  return {
    now,
    offset: () => offsetMs,
    moveTo: (timeMs) => {
      offsetMs = timeMs - Date.now();
      moved(offsetMs);
      ring();
    },
    at: (timeMs, run) => {
      const alarm = { timeMs, run };
      alarms.add(alarm);
      arm();
      return () => {
        alarms.delete(alarm);
      };
    },
  };
};
