import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Where the emulated cloud of this folder keeps what it needs to run; nothing of it is committed. */
export const cloudDirectory = '.strowger/cloud';

/** An emulated cloud that `up` started: how it is reached, and what ends it. */
const Started = z.object({
  kind: z.enum(['ministack', 'compose']),
  url: z.url(),
  /** The process that was started, by number and birth; a container has none. */
  pid: z.int().optional(),
  born: z.string().optional(),
});
export type Started = z.infer<typeof Started>;

const file = join(cloudDirectory, 'started.json');

/** What `up` started and `down` has not ended; undefined where there is nothing. */
export const readStarted = (): Started | undefined =>
  existsSync(file) ? Started.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;

export const writeStarted = (started: Started): void => {
  mkdirSync(cloudDirectory, { recursive: true });
  writeFileSync(file, `${JSON.stringify(started, null, 2)}\n`);
};

export const forgetStarted = (): void => rmSync(file, { force: true });
