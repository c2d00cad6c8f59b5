import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { lock } from '../../infra/local/lock.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'strowger-lock-'));

/** The mark that a living process would have left. */
const markOf = (pid: number): string => {
  const directory = folder();
  lock(directory);
  const [, own = ''] = readFileSync(join(directory, 'lock'), 'utf8').split(' ');
  const [, ...rest] =
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return own === '0' ? `${pid} 0` : `${pid} ${rest[18]}`;
};

it('refuses a folder that a living process holds, in one line that says what to do', () => {
  const directory = folder();
  const other = spawn('sleep', ['30']);
  writeFileSync(join(directory, 'lock'), markOf(other.pid ?? 0));
  expect(() => lock(directory)).toThrow(/is in use by process \d+: stop that, or set DATA_DIR/);
  other.kill();
});

it('takes a folder whose process was killed, even when another process got its number', () => {
  const directory = folder();
  writeFileSync(join(directory, 'lock'), `${process.ppid} 1`);
  expect(() => lock(directory)).not.toThrow();
});
