import type { Clock } from '../../infra/local/clock.ts';

/** A clock that stands still until it is moved. */
export const stillClock = (): Clock & { move(ms: number): void } => {
  let nowMs = Date.UTC(2030, 0, 1);
  let alarms: { at: number; run: () => void }[] = [];
  return {
    now: () => nowMs,
    at: (at, run) => {
      const alarm = { at, run };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((one) => one !== alarm);
      };
    },
    move: (ms) => {
      nowMs += ms;
      const due = alarms.filter((one) => one.at <= nowMs);
      alarms = alarms.filter((one) => one.at > nowMs);
      for (const one of due) one.run();
    },
  };
};

export const root = { principal: 'root' };
export const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 5));
