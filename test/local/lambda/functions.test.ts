import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { someFunctions } from './fixture.ts';

const code = {
  echo: 'exports.handler = async (event, context) => ({ event, name: context.functionName, left: context.getRemainingTimeInMillis() });',
  env: 'exports.handler = async () => ({ key: process.env.AWS_ACCESS_KEY_ID, issuer: process.env.ISSUER, home: process.env.HOME });',
  now: 'exports.handler = async () => [Date.now(), new Date().getTime(), new Date(5).getTime(), Date.UTC(1970, 0)];',
  fail: 'exports.handler = async () => { class Transient extends Error { name = "Transient" } throw new Transient("later"); };',
  slow: 'exports.handler = () => new Promise(() => {});',
  exit: 'exports.handler = async () => process.exit(3);',
  greedy:
    'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())); };',
  count:
    'let n = 0; exports.handler = async () => { await new Promise((done) => setTimeout(done, 150)); console.log("counted"); return ++n; };',
};

const { functions, faults, meter, clockOffset, directory } = someFunctions(code, {
  environment: { ISSUER: 'https://cloud' },
});
afterAll(() => functions.close());

const invoke = async (name: string, event: unknown = {}) => {
  const outcome = await functions.invoke(name, JSON.stringify(event));
  return 'error' in outcome ? outcome.error : JSON.parse(outcome.payload);
};

it('hands over the event and a context', async () => {
  const answer = await invoke('arn:aws:lambda:us-east-1:000000000000:function:echo', { a: 1 });
  expect(answer).toMatchObject({ event: { a: 1 }, name: 'echo' });
  expect(answer.left).toBeGreaterThan(500);
});

it('signs with its own name, asks the local issuer, and sees nothing of the person who started it', async () => {
  expect(await invoke('env')).toEqual({ key: 'env', issuer: 'http://127.0.0.1:1' });
});

it('lives in the time of the runtime', async () => {
  clockOffset[0] = 86_400_000;
  const [now, made, given, utc] = await invoke('now');
  clockOffset[0] = 0;
  expect(now - Date.now()).toBeGreaterThan(86_000_000);
  expect(Math.abs(made - now)).toBeLessThan(100);
  expect([given, utc]).toEqual([5, 0]);
});

it('answers an error by its name, as Step Functions will see it', async () => {
  expect(await invoke('fail')).toMatchObject({ errorType: 'Transient', errorMessage: 'later' });
});

it('ends a function that takes too long, and starts it anew', async () => {
  expect(await invoke('slow')).toMatchObject({ errorType: 'Sandbox.Timedout' });
  expect(await invoke('slow')).toMatchObject({
    errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
  });
});

it('outlives a function that exits or takes all its memory', async () => {
  expect(await invoke('exit')).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(await invoke('greedy')).toMatchObject({
    errorType: expect.stringMatching(/Runtime.OutOfMemory|Sandbox.Timedout/),
  });
});

it('gives one worker one event at a time, and no function more workers than allowed', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => invoke('count')));
  expect([...answers].sort()).not.toContain(6);
  expect(answers.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0)).toBe(2);
});

it('keeps what a function prints in its log', async () => {
  await invoke('count');
  expect(readFileSync(join(directory, 'logs', 'count.log'), 'utf8')).toContain('counted');
});

it('meters invocations and started milliseconds', () => {
  expect(meter.read()['lambda.invocations|env']).toBe(1);
  expect(meter.read()['lambda.billedMs|env']).toBeGreaterThanOrEqual(1);
});

it('plays the faults that are planned, once each', async () => {
  faults.plan('echo', { kind: 'error' }, 1);
  expect(await invoke('echo')).toMatchObject({ errorType: 'InjectedError' });
  faults.plan('echo', { kind: 'timeout' }, 1);
  expect(await invoke('echo')).toMatchObject({ errorType: 'Sandbox.Timedout' });
  faults.plan('count', { kind: 'crash' }, 1);
  expect(await invoke('count')).toMatchObject({ errorType: 'Runtime.ExitError' });
  faults.plan('echo', { kind: 'throttle' }, 1);
  expect(() => functions.invoke('echo', '{}')).toThrow('Rate Exceeded');
  expect(await invoke('echo', { again: 1 })).toMatchObject({ event: { again: 1 } });
});

it('plays a fault of one step on that step alone', async () => {
  faults.plan('echo', { kind: 'error', task: 'second' }, 1);
  expect(await invoke('echo', { task: 'first' })).toMatchObject({ event: { task: 'first' } });
  expect(await invoke('echo', { task: 'second' })).toMatchObject({ errorType: 'InjectedError' });
  expect(await invoke('echo', { task: 'second' })).toMatchObject({ event: { task: 'second' } });
});
