import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A reason not to start that is told in one line, without a stack. */
export class StartRefused extends Error {}

/** The code of a system error, e.g. EADDRINUSE. */
export const codeOf = (thrown: unknown): unknown =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
};

const holder = (file: string): number => {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
};

/** Holds a data folder for this process; two runtimes on one folder would each miss the other's writes. Answers the release. */
export const lock = (dataDirectory: string): (() => void) => {
  const file = join(dataDirectory, 'lock');
  const pid = holder(file);
  if (pid > 0 && pid !== process.pid && isAlive(pid)) {
    throw new StartRefused(
      `${dataDirectory} is in use by process ${pid}: stop that, or set DATA_DIR to another folder`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
};
