import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from '@jest/globals';
import type { StreamMapping } from '../../../infra/local/assembly/model.ts';
import { movableClock } from '../../../infra/local/clock.ts';
import { openStreams } from '../../../infra/local/lambda/stream-mapping.ts';
import { someFunctions } from './fixture.ts';

const { functions } = someFunctions({
  partial: `let calls = 0; const seen = [];
    exports.handler = async ({ Records }) => {
      if (Records === undefined) return seen;
      calls += 1;
      const all = Records.map((one) => one.dynamodb.SequenceNumber);
      if (calls === 1) { seen.push(all.slice(0, 2)); return { batchItemFailures: [{ itemIdentifier: all[2] }] }; }
      seen.push(all);
    };`,
  poison: `const seen = [];
    exports.handler = async ({ Records }) => {
      if (Records === undefined) return seen;
      if (Records.some((one) => one.poison)) throw new Error('poison');
      seen.push(...Records.map((one) => one.dynamodb.SequenceNumber));
    };`,
});
afterAll(() => functions.close());

const records = (count: number, poison = -1) =>
  Array.from({ length: count }, (_, index) => ({
    poison: index + 1 === poison,
    dynamodb: { SequenceNumber: String(index + 1) },
  }));

const run = async (
  functionName: string,
  all: ReturnType<typeof records>,
  more: Partial<StreamMapping> = {},
  database = new DatabaseSync(':memory:'),
) => {
  const letters: string[] = [];
  const reads: string[] = [];
  const mapping = {
    id: 'm',
    tableName: 't',
    functionName,
    batchSize: 4,
    bisect: false,
    partial: false,
    filters: [],
    ...more,
  };
  const streams = openStreams({
    database,
    clock: movableClock(),
    functions,
    mappings: [mapping],
    matches: () => true,
    send: (_queue, body) => void letters.push(body),
    source: {
      read: (_table, after, limit) => {
        reads.push(after);
        return all
          .filter((one) => Number(one.dynamodb.SequenceNumber) > Number(after))
          .slice(0, limit);
      },
      trim: () => {},
    },
  });
  streams.wake();
  while (!streams.quiet()) await wait(10);
  const outcome = await functions.invoke(functionName, '{}');
  return {
    seen: 'payload' in outcome ? JSON.parse(outcome.payload) : [],
    letters,
    database,
    reads,
    streams,
  };
};

it('goes on from the first record that failed, and after a restart from the checkpoint', async () => {
  const { seen, database } = await run('partial', records(5), { partial: true });
  expect(seen).toEqual([['1', '2'], ['3', '4'], ['5']]);
  expect((await run('partial', records(5), {}, database)).reads).toEqual(['5']);
});

it('bisects down to the record that fails, sends it to its dead letters and delivers the rest', async () => {
  const { seen, letters, streams } = await run('poison', records(6, 3), {
    bisect: true,
    retries: 1,
    onFailureArn: 'q',
  });
  expect(seen).toEqual(['1', '2', '4', '5', '6']);
  expect(letters.map((one) => JSON.parse(one).DDBStreamBatchInfo)).toMatchObject([
    { startSequenceNumber: '3', batchSize: 1 },
  ]);
  expect(await streams.redrive(letters[0] ?? '')).toBe(false);
});
