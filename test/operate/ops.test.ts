import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Letter } from '../../infra/operate/dead-letters.ts';
import { letterOf, redriveLetters } from '../../infra/operate/dead-letters.ts';
import { exportRows, importRows } from '../../infra/operate/rows.ts';
import { embeddedSystem } from '../../infra/operate/system.ts';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from '../journeys/operator.ts';
import { bothLines, created, get, makeOperator, ordered, orders } from '../journeys/operator.ts';

const product = '/tmf-api/productInventory/v4/product';
const placeOf = (runtime: TestRuntime) => embeddedSystem(runtime.url, runtime.dataDir).place;
const silent = (): void => undefined;

describe('dead letters', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let orderId: string;

  const letters = async (dryRun: boolean) => {
    const told: [Letter, string][] = [];
    const counted = await redriveLetters(placeOf(runtime), {
      dryRun,
      tell: (letter, became) => told.push([letter, became]),
    });
    return { told, counted };
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    const deny = (denied: boolean) =>
      runtime.control('PUT', 'iam/deny', {
        function: 'strowger-local-product-inventory-events',
        action: 'dynamodb:PutItem',
        denied,
      });
    await deny(true);
    const answer = await runtime.fetchJson('agent', 'POST', orders, bothLines(operator), {
      'x-correlation-id': 'lost-1',
    });
    orderId = created(answer);
    for (let look = 0; look < 400; look += 1) {
      if ((await get(runtime, `${orders}/${orderId}`)).state === 'completed') break;
      await new Promise((done) => setTimeout(done, 50));
    }
    // A subscriber is tried again after one and two minutes, and then given up.
    for (let look = 0; look < 40 && (await letters(true)).counted.kept < 4; look += 1) {
      await runtime.control('PUT', 'clock', { advance: 'PT5M' });
      await new Promise((done) => setTimeout(done, 150));
    }
    await deny(false);
  }, 120_000);
  afterAll(() => runtime.stop());

  it('are listed with what they are, whose chain they belong to and why, and stay', async () => {
    const { told, counted } = await letters(true);
    expect(counted.redriven).toBe(0);
    expect(counted.kept).toBeGreaterThan(0);
    for (const [letter, became] of told) {
      expect(letter).toMatchObject({
        queue: 'strowger-local-product-inventory-dead-letters',
        what: expect.stringMatching(/^ProductOrder\w+Event evt-|^ProductOrder\w+Event \S+/),
        correlationId: 'lost-1',
        error: expect.stringMatching(/./),
      });
      expect(became).toBe('left');
    }
    expect((await letters(true)).counted).toEqual(counted);
  });

  it('are redriven, and what they should have done is done', async () => {
    const before = await get(runtime, `${orders}/${orderId}`);
    const id = before.productOrderItem[0].product.id;
    expect((await runtime.fetchJson('operations', 'GET', `${product}/${id}`)).status).toBe(404);
    const { counted } = await letters(false);
    expect(counted.redriven).toBeGreaterThan(0);
    await runtime.control('PUT', 'clock', { advance: 'PT1H' });
    await runtime.idle();
    expect((await letters(true)).counted).toEqual({ redriven: 0, kept: 0 });
    expect((await get(runtime, `${product}/${id}`)).status).toBe('active');
  });
});

describe('a letter says how it is delivered again', () => {
  const event = { detail: { eventId: 'e1', eventType: 'XEvent', correlationId: 'c1' } };
  const target = (arn: string) => ({
    MessageId: 'm1',
    Body: JSON.stringify(event),
    MessageAttributes: {
      TARGET_ARN: { DataType: 'String', StringValue: arn },
      ERROR_CODE: { DataType: 'String', StringValue: 'THROTTLED' },
    },
  });

  it('to a function that could not be reached: the event itself', () => {
    expect(letterOf('q', target('arn:aws:lambda:x:1:function:f'))).toMatchObject({
      what: 'XEvent e1',
      correlationId: 'c1',
      error: 'THROTTLED',
      way: { kind: 'invoke', payload: JSON.stringify(event) },
    });
  });

  it('to a machine that could not be started: the detail, as its rule hands it on', () => {
    expect(letterOf('q', target('arn:aws:states:x:1:stateMachine:m')).way).toEqual({
      kind: 'start',
      machineArn: 'arn:aws:states:x:1:stateMachine:m',
      input: JSON.stringify(event.detail),
    });
  });

  it('from a stream: the records that were given up', () => {
    const batch = {
      requestContext: { functionArn: 'f' },
      DDBStreamBatchInfo: {
        shardId: 's',
        startSequenceNumber: '1',
        endSequenceNumber: '2',
        streamArn: 'a',
      },
    };
    expect(letterOf('q', { Body: JSON.stringify(batch) }).way).toEqual({ kind: 'stream', batch });
  });

  it('of nobody knows where: it is left', () => {
    expect(letterOf('q', { Body: 'text' }).way).toEqual({ kind: 'unknown' });
  });
});

describe('the rows of a tenant', () => {
  let first: TestRuntime;
  let second: TestRuntime;
  let orderId: string;
  let rows: number;
  const file = join(mkdtempSync(join(tmpdir(), 'strowger-rows-')), 'demo.rows');

  beforeAll(async () => {
    [first, second] = await Promise.all([startTestRuntime(), startTestRuntime()]);
    orderId = (await ordered(first, bothLines(await makeOperator(first)))).id;
    rows = await exportRows(placeOf(first), 'demo#', { file, dryRun: false, tell: silent });
  }, 120_000);
  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });

  it('come to another system whole, are compared, and tell nobody', async () => {
    const options = { file, dryRun: false, tell: silent };
    expect(await importRows(placeOf(second), { ...options, dryRun: true })).toEqual({
      written: rows,
      same: 0,
      different: 0,
    });
    expect((await second.fetchJson('operations', 'GET', `${orders}/${orderId}`)).status).toBe(404);
    expect(await importRows(placeOf(second), options)).toEqual({
      written: rows,
      same: 0,
      different: 0,
    });
    const [there, here] = await Promise.all([
      get(first, `${orders}/${orderId}`),
      get(second, `${orders}/${orderId}`),
    ]);
    expect(JSON.stringify(here).replaceAll(second.url, first.url)).toBe(JSON.stringify(there));
    await second.idle();
    const { body } = await second.control('GET', 'meter');
    expect(body['events.published'] ?? 0).toBe(0);
  });

  it('come a second time to no effect', async () => {
    expect(await importRows(placeOf(second), { file, dryRun: false, tell: silent })).toEqual({
      written: 0,
      same: rows,
      different: 0,
    });
  });

  it('do not overwrite what has changed since', async () => {
    const path = '/tmf-api/party/v4/individual';
    const [{ id }] = await get(second, path);
    await second.fetchJson('operations', 'PATCH', `${path}/${id}`, { title: 'Countess' });
    const { different } = await importRows(placeOf(second), { file, dryRun: false, tell: silent });
    expect(different).toBe(1);
    expect((await get(second, `${path}/${id}`)).title).toBe('Countess');
  });

  it('of a file that was changed or cut are refused before any is written', async () => {
    const text = readFileSync(file, 'utf8');
    for (const wrong of [text.replace('"v":', '"w":'), text.slice(0, text.length / 2)]) {
      writeFileSync(`${file}.wrong`, wrong);
      await expect(
        importRows(placeOf(second), { file: `${file}.wrong`, dryRun: false, tell: silent }),
      ).rejects.toThrow();
    }
  });
});

describe('a backup', () => {
  let first: TestRuntime;
  let second: TestRuntime;
  const file = join(mkdtempSync(join(tmpdir(), 'strowger-backup-')), 'all.rows');

  /** As a person types it. */
  const ops = (runtime: TestRuntime, ...args: readonly string[]) => {
    const port = new URL(runtime.url).port;
    const { AWS_ENDPOINT_URL: _url, AWS_PROFILE: _profile, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(
      'node_modules/.bin/node',
      ['infra/operate/ops-main.ts', ...args],
      { encoding: 'utf8', env: { ...env, PORT: port, DATA_DIR: runtime.dataDir } },
    );
    return { status, said: stdout + stderr };
  };

  beforeAll(async () => {
    [first, second] = await Promise.all([startTestRuntime(), startTestRuntime()]);
    await ordered(first, bothLines(await makeOperator(first)));
    await first.control('POST', 'tenants', { name: 'other' });
    const token = await first.token('operations', 'other');
    await fetch(`${first.url}/tmf-api/party/v4/individual`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ givenName: 'Ada', familyName: 'Other' }),
    });
    await first.idle();
  }, 120_000);
  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });

  it('of nothing is made by a dry run, which says how much it would be', () => {
    const { status, said } = ops(first, 'backup', file, '--dry-run');
    expect([status, said]).toEqual([0, expect.stringMatching(/^\d+ rows would be in /)]);
    expect(existsSync(file)).toBe(false);
  });

  it('holds all tenants, is restored elsewhere, and is checked there row by row', () => {
    const made = ops(first, 'backup', file);
    const rows = /^(\d+) rows are in /.exec(made.said)?.[1];
    expect([made.status, Number(rows) > 50]).toEqual([0, true]);
    expect(readFileSync(file, 'utf8')).toContain('"other#Individual#');
    expect(ops(second, 'restore', file, '--dry-run').said).toBe(
      `${rows} rows would be written and compared, 0 were there, 0 are there and differ\n`,
    );
    expect(ops(second, 'restore', file)).toEqual({
      status: 0,
      said: `${rows} rows written and compared, 0 were there, 0 are there and differ\n`,
    });
    const again = `${file}.again`;
    ops(second, 'backup', again);
    const lines = (of: string): readonly string[] => readFileSync(of, 'utf8').split('\n').sort();
    expect(lines(again).slice(0, -2)).toEqual(lines(file).slice(0, -2));
  });

  it('that is checked where something has changed since ends with an error, and leaves it', async () => {
    const path = '/tmf-api/party/v4/individual';
    const [{ id }] = await get(second, path);
    await second.fetchJson('operations', 'PATCH', `${path}/${id}`, { title: 'Countess' });
    await second.idle();
    const { status, said } = ops(second, 'restore', file);
    expect([status, said]).toEqual([1, expect.stringContaining('1 are there and differ')]);
    expect((await get(second, `${path}/${id}`)).title).toBe('Countess');
  });

  it('is asked for in words that there are', () => {
    expect(ops(first, 'backup')).toEqual({
      status: 1,
      said: expect.stringContaining('npm run ops'),
    });
    expect(ops(first, 'restore', `${file}.none`).status).toBe(1);
    for (const asked of [['backup'], ['restore', 'arn:none']])
      expect(ops(first, ...asked, '--table')).toEqual({
        status: 1,
        said: expect.stringContaining('keeps no backups of a table'),
      });
  });
});
