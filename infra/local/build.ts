import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readCloudAssembly } from './assembly/cloud-assembly.ts';
import { workerScript } from './lambda/worker-script.ts';
import { StartRefused } from './lock.ts';

/** Where the synthesised app lies, below the working directory. */
export const assemblyDirectory = '.strowger/assembly';

const sources = ['infra', 'functions', 'schemas', 'statemachines', 'package-lock.json'];
const hashFile = '.strowger/assembly.hash';
const lockFile = '.strowger/assembly.lock';

/** A folder's files by name, so that the order never depends on the file system. */
const filesOf = (path: string): string[] => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
};

/** One hash over everything that the assembly is made of. */
const contentHash = (): string => {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesOf))
    hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
};

const isFresh = (hash: string): boolean =>
  existsSync(join(assemblyDirectory, 'manifest.json')) &&
  existsSync(workerScript) &&
  existsSync(hashFile) &&
  readFileSync(hashFile, 'utf8') === hash;

const synthesise = (): Promise<void> =>
  new Promise((done, failed) => {
    const context = JSON.stringify({ stage: 'local' });
    const env = {
      ...process.env,
      CDK_OUTDIR: assemblyDirectory,
      CDK_CONTEXT_JSON: context,
      JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
    };
    const child = spawn(process.execPath, ['infra/app.ts'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', failed);
    child.on('exit', (code) => {
      if (code === 0) done();
      else failed(new StartRefused(`The CDK app does not synthesise:\n${output.trim()}`));
    });
  });

const bundleWorker = async (): Promise<void> => {
  const { build } = await import('esbuild');
  await build({
    entryPoints: ['infra/local/lambda/worker.ts'],
    outfile: workerScript,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
  });
};

const heldByLiving = (): boolean => {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const oldMs = 24 * 60 * 60 * 1000;

/** A runtime that runs loads its bundles when it needs them, so those of an earlier build stay for a day. */
const prune = (): void => {
  const used = new Set([...readCloudAssembly(assemblyDirectory).assets.values()]);
  for (const name of readdirSync(assemblyDirectory)) {
    const path = resolve(assemblyDirectory, name);
    const old = Date.now() - statSync(path).mtimeMs > oldMs;
    if (old && name.startsWith('asset.') && !used.has(path)) rmSync(path, { recursive: true });
  }
};

/** Several runtimes may start at once, as tests do: one of them builds, the others wait for it. */
const takeLock = async (): Promise<void> => {
  for (;;) {
    try {
      const file = openSync(lockFile, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch {
      if (!heldByLiving()) rmSync(lockFile, { force: true });
      await wait(50);
    }
  }
};

/** Synthesises the CDK app when anything it is made of has changed. Answers whether it did. */
export const buildAssembly = async (log: (line: string) => void): Promise<boolean> => {
  mkdirSync('.strowger', { recursive: true });
  await takeLock();
  try {
    const hash = contentHash();
    if (isFresh(hash)) return false;
    log('Building: bundling the functions and synthesising the CDK app …');
    await Promise.all([synthesise(), bundleWorker()]);
    prune();
    writeFileSync(hashFile, hash);
    return true;
  } finally {
    rmSync(lockFile, { force: true });
  }
};
