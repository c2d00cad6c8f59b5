/**
 * Does the same random requests to this engine and to Amazon's DynamoDB Local, and compares what they answer.
 * `node test/local/dynamodb/compare/compare.ts [--seed 1] [--operations 2000]`; needs java.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { openTables } from '../../../../infra/local/dynamodb/engine.ts';
import { meter } from '../../../../infra/local/meter.ts';
import { JsonText } from '../../../../infra/local/service.ts';
import { comparable, meantDifference } from './differences.ts';
import { type Outcome, type Reference, startReference } from './reference.ts';
import { step } from './requests.ts';
import { chance, mainTable, type Step, tables } from './sequences.ts';
import { byItem, storyOf, streamOf } from './streams.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    operations: { type: 'string', default: '2000' },
  },
});

const mostShown = 20;
const caller = { principal: 'root' };

const engine = openTables({
  file: ':memory:',
  clock: { now: () => Date.now(), at: () => () => {} },
  meter: meter(),
});

const ours = async ({ operation, input }: Step): Promise<Outcome> => {
  try {
    const answer = await engine.handle(operation, structuredClone(input), caller);
    const text = answer instanceof JsonText ? answer.text : JSON.stringify(answer);
    return { answer: JSON.parse(text) };
  } catch (error: any) {
    if (error.code === undefined) throw error;
    return { error: { code: error.code, message: error.message, body: error.extra } };
  }
};

/** Where two values first differ, so that a long answer need not be read. */
const firstDifference = (a: any, b: any, path = ''): string | undefined => {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) {
    return `${path}: ${JSON.stringify(a)} ${JSON.stringify(b)}`;
  }
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(a[name], b[name], `${path}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

const show = (at: number, one: Step, mine: unknown, theirs: unknown): void => {
  process.stdout.write(
    `\n#${at} ${one.operation} ${JSON.stringify(one.input)}\n  ours   ${JSON.stringify(mine)}\n  theirs ${JSON.stringify(theirs)}\n  at     ${firstDifference(mine, theirs)}\n`,
  );
};

interface Tally {
  passed: number;
  failed: number;
  meant: Map<string, number>;
}

const judge = (tally: Tally, at: number, one: Step, mine: Outcome, theirs: Outcome): void => {
  const a = comparable(one, mine);
  const b = comparable(one, theirs);
  const isSame = isDeepStrictEqual(a, b);
  const meant = isSame ? undefined : meantDifference(one, mine, theirs);
  if (meant !== undefined) tally.meant.set(meant, (tally.meant.get(meant) ?? 0) + 1);
  if (isSame || meant !== undefined) {
    tally.passed += 1;
    return;
  }
  tally.failed += 1;
  if (tally.failed <= mostShown) show(at, one, a, b);
};

/** DynamoDB Local counts batches and transactions in a way of its own: only single requests are compared. */
const metered = ({ operation, input }: Step): Step => ({
  operation,
  input: /^(Get|Put|Update)Item$|Query/.test(operation)
    ? { ...input, ReturnConsumedCapacity: 'INDEXES' }
    : input,
});

/** After all requests the two streams must tell the same story; it counts as one comparison a record. */
const compareStreams = async (tally: Tally, reference: Reference): Promise<void> => {
  const mine = byItem(engine.readStream(mainTable, undefined, 1_000_000).map(storyOf));
  const theirs = byItem(await streamOf(reference, mainTable));
  const length = Math.max(mine.length, theirs.length);
  for (let at = 0; at < length; at += 1) {
    const isSame = isDeepStrictEqual(mine[at], theirs[at]);
    tally[isSame ? 'passed' : 'failed'] += 1;
    if (isSame) continue;
    const one = { operation: 'stream record', input: at };
    if (tally.failed <= mostShown) show(at, one, mine[at], theirs[at]);
  }
};

const run = async (reference: Reference): Promise<Tally> => {
  const tally: Tally = { passed: 0, failed: 0, meant: new Map() };
  for (const table of tables) {
    await engine.handle('CreateTable', table, caller);
    await reference.call('CreateTable', table);
  }
  const random = chance(Number(options.seed));
  for (let at = 0; at < Number(options.operations); at += 1) {
    const one = metered(step(random));
    judge(tally, at, one, await ours(one), await reference.call(one.operation, one.input));
  }
  await compareStreams(tally, reference);
  return tally;
};

const reference = await startReference(process.cwd());
try {
  const tally = await run(reference);
  for (const [reason, count] of tally.meant) process.stdout.write(`meant (${count}): ${reason}\n`);
  process.stdout.write(`seed ${options.seed}: ${tally.passed} passed, ${tally.failed} failed\n`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
} finally {
  await reference.stop();
  engine.close();
}
