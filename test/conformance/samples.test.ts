import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { faultsOfAnswer } from './answers.ts';
import { contractFaults, readBackDifferences } from './contract.ts';
import { factsOf } from './facts.ts';
import type { Posted } from './posted.ts';
import { allPosted, foreignStates, notPosted } from './posted.ts';
import { answerFaults, otherStates, readBack } from './read-back.ts';
import { references } from './references.ts';
import { notYetServed } from './served.ts';

/** What became of one sample: what was sent, the answer, and what was read after all was quiet. */
interface Done {
  sent: unknown;
  created: HttpAnswer;
  read: HttpAnswer;
}

describe('official samples on the running system', () => {
  let runtime: TestRuntime;
  const done = new Map<string, Done>();
  const broken: string[] = [];

  /** Every answer of this file is held against our own OpenAPI. */
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    role: 'operations' | 'customer' = 'operations',
  ): Promise<HttpAnswer> => {
    const answer = await runtime.fetchJson(role, method, path, body, headers);
    broken.push(...faultsOfAnswer(method, path, answer));
    return answer;
  };
  const collectionOf = ({ declared }: Posted) => `${declared.api.basePath}/${declared.name}`;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    for (const posted of allPosted) {
      const prepare = references[`${posted.api} ${posted.declared.type}`];
      const body = await posted.body();
      const sent = (await prepare?.(runtime, body)) ?? body;
      const created = await call('POST', collectionOf(posted), sent);
      done.set(posted.title, { sent, created, read: created });
    }
    await runtime.idle();
    for (const posted of allPosted) {
      const one = done.get(posted.title);
      if (one?.created.status === 201)
        one.read = await call('GET', `${collectionOf(posted)}/${one.created.body.id}`);
    }
  }, 120_000);
  afterAll(() => runtime.stop());

  it('are posted, but for those of operations that are not served', () => {
    const unserved = notYetServed.flatMap(({ operations }) => operations);
    const silent = notPosted.filter((sample) => {
      const [api = '', definition = ''] = sample.split(' ');
      const path = `/${definition.charAt(0).toLowerCase()}${definition.slice(1)}`;
      const has = factsOf(api).paths[path]?.['post'] !== undefined;
      return has && !unserved.includes(`${api} post ${path}`);
    });
    expect(silent).toEqual([]);
  });

  it('are posted in their own state, but for what is listed', async () => {
    const chosen = otherStates.flatMap((one) => one.lines);
    expect([...(await foreignStates())].sort()).toEqual(chosen.sort());
  });

  it.each(allPosted.map((one) => [one.title]))('%s is taken', (title) => {
    const created = done.get(title)?.created;
    expect([created?.status, created?.status === 201 ? '' : created?.body]).toEqual([201, '']);
  });

  it('read back as they were sent, but for what is listed', () => {
    const chosen = readBack.flatMap((one) => one.lines);
    const used = new Set<string>();
    const unexpected = allPosted.flatMap(({ title, api }) => {
      const { sent, read } = done.get(title) ?? {};
      return readBackDifferences(sent, read?.body).flatMap((what) => {
        const lines = ['every', api, title].map((who) => `${who}: ${what}`);
        const known = lines.find((line) => chosen.includes(line));
        if (known !== undefined) used.add(known);
        return known === undefined ? [`${title}: ${what}`] : [];
      });
    });
    expect([...new Set(unexpected)]).toEqual([]);
    expect(chosen.filter((line) => !used.has(line))).toEqual([]);
  });

  it('validate against the contracts, but for what is listed', () => {
    const found = allPosted.flatMap(({ title, api, definition }) => {
      const body = done.get(title)?.read.body;
      return contractFaults(factsOf(api), definition, body).map((fault) => `${title} ${fault}`);
    });
    expect([...new Set(found)].sort()).toEqual(answerFaults.flatMap((one) => one.lines).sort());
  });

  it('every answer is what our OpenAPI promises', () => {
    expect([...new Set(broken)]).toEqual([]);
  });
});
