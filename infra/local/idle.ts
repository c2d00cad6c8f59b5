import { setTimeout as wait } from 'node:timers/promises';

export interface IdleParts {
  /** Parts that say now whether nothing runs and nothing waits. */
  readonly quiet: readonly (() => boolean)[];
  /** Parts that say when they will have nothing to do. */
  readonly idle: readonly (() => Promise<unknown>)[];
}

const pauseMs = 10;

/** How many times in a row everything must be found quiet: work is handed from part to part between two looks. */
const looks = 3;

/** Waits until all parts are quiet at once; false when they are not in time. */
export const untilIdle = async (parts: IdleParts, timeoutMs: number): Promise<boolean> => {
  const until = Date.now() + timeoutMs;
  let found = 0;
  while (found < looks) {
    const left = until - Date.now();
    if (left <= 0) return false;
    const settled = Promise.all(parts.idle.map((idle) => idle())).then(() => true);
    const cancel = new AbortController();
    const late = wait(left, false, { signal: cancel.signal }).catch(() => false);
    if (!(await Promise.race([settled, late]))) return false;
    cancel.abort();
    found = parts.quiet.every((quiet) => quiet()) ? found + 1 : 0;
    await wait(pauseMs);
  }
  return true;
};
