import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Letter } from '../../infra/operate/dead-letters.ts';
import { letterOf, redriveLetters } from '../../infra/operate/dead-letters.ts';
import { replay } from '../../infra/operate/replay.ts';
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

  it('cannot be heard again where there is no archive, and that is said', async () => {
    const options = { from: new Date(0), to: new Date(), dryRun: true, nowMs: 1, tell: silent };
    await expect(
      replay(placeOf(first), { ...options, capability: 'product-inventory' }),
    ).rejects.toThrow('archive');
  });
});
