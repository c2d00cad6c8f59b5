import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A reason not to start that is told in one line, without a stack. */
export class StartRefused extends Error {}

/** The code of a system error, e.g. EADDRINUSE. */
export const codeOf = (thrown: unknown): unknown =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;

/**
 * When a process began, in ticks since the machine's start: with its id that is a name that no other process gets. Only
 * Linux tells it; `0` elsewhere. Undefined where the process is gone, or dead and only not yet buried by its parent.
 */
export const bornAt = (pid: number): string | undefined => {
  try {
    // The second field is the program's name in parentheses, and may hold anything.
    const [state, ...rest] =
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' || state === 'X' ? undefined : rest[18];
  } catch {
    return existsSync('/proc/self/stat') ? undefined : '0';
  }
};

/** True while the very process of that number and birth lives. */
export const isAlive = (pid: number, born: string | undefined): boolean => {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    if (codeOf(thrown) !== 'EPERM') return false;
  }
  return born === undefined ? bornAt(pid) !== undefined : bornAt(pid) === born;
};

const holder = (file: string): { readonly pid: number; readonly born: string | undefined } => {
  try {
    const [pid, born] = readFileSync(file, 'utf8').split(' ');
    return { pid: Number(pid), born };
  } catch {
    return { pid: 0, born: undefined };
  }
};

/** Holds a data folder for this process; two runtimes on one folder would each miss the other's writes. Answers the release. */
export const lock = (dataDirectory: string): (() => void) => {
  const file = join(dataDirectory, 'lock');
  const { pid, born } = holder(file);
  if (pid > 0 && pid !== process.pid && isAlive(pid, born)) {
    throw new StartRefused(
      `${dataDirectory} is in use by process ${pid}: stop that, or set DATA_DIR to another folder`,
    );
  }
  writeFileSync(file, `${process.pid} ${bornAt(process.pid)}`);
  return () => rmSync(file, { force: true });
};
