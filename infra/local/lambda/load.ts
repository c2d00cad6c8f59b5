import { cpus } from 'node:os';

interface Processors {
  readonly idle: number;
  readonly all: number;
}

const processors = (): Processors =>
  cpus().reduce(
    ({ idle, all }, { times }) => ({
      idle: idle + times.idle,
      all: all + times.user + times.nice + times.sys + times.irq + times.idle,
    }),
    { idle: 0, all: 0 },
  );

/** How busy this process and its machine are: a number from 0 to 1, of the time since it was last asked. */
export type Load = () => number;

/** The main thread's share of its time, or of all processors' time what is not idle, whichever is more. */
export const openLoad = (): Load => {
  let loop = performance.eventLoopUtilization();
  let before = processors();
  let share = 0;
  return () => {
    const now = processors();
    const passed = now.all - before.all;
    /** The machine counts in steps of 10 ms: asked again sooner, the answer is the same. */
    if (passed <= 0) return share;
    const seen = performance.eventLoopUtilization();
    share = Math.max(
      performance.eventLoopUtilization(seen, loop).utilization,
      1 - (now.idle - before.idle) / passed,
    );
    loop = seen;
    before = now;
    return share;
  };
};
