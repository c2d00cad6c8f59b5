import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { closeTables, tableName, testTables } from './fixture.ts';

afterEach(closeTables);

const killedWhileWriting = async (file: string, afterMs: number): Promise<void> => {
  const writer = join(process.cwd(), 'test/local/dynamodb/crash-writer.ts');
  const child = spawn(process.execPath, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  await once(child, 'exit');
};

it.each([5, 20, 61])(
  'has item, entry and record of each write, or none, after a kill %i ms into writing',
  async (afterMs) => {
    const folder = mkdtempSync(join(tmpdir(), 'tables-'));
    const file = join(folder, 'tables.sqlite');
    await killedWhileWriting(file, afterMs);
    const { engine, call } = testTables(file);
    const records = engine.readStream(tableName, undefined, 1_000_000);
    const replayed = new Map(
      records.map(({ dynamodb }) => [dynamodb.Keys['pk']?.S, dynamodb.NewImage]),
    );
    const { Items } = await call('Scan', {});
    const entries = await call('Scan', { IndexName: 'gsi1' });
    const stateOf = (items: any[]) => items.map((item) => `${item.pk.S} ${item.gsi1sk.S}`).sort();
    expect(Items.length).toBeGreaterThan(40);
    expect(stateOf([...replayed.values()])).toEqual(stateOf(Items));
    expect(stateOf(entries.Items)).toEqual(stateOf(Items));
    const versions = records.map(({ dynamodb }) => dynamodb.NewImage?.['version']?.N);
    const last = versions.at(-1);
    expect(versions.filter((version) => version === last)).toHaveLength(2);
    closeTables();
    rmSync(folder, { recursive: true });
  },
);
