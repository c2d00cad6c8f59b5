import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requiredToCreate } from '../../functions/kernel/tmf/validate.ts';
import type { HttpAnswer, Role, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { faultsOfAnswer, faultsOfEvent, faultsOfRequest } from './answers.ts';
import { alsoTold } from './beyond.ts';
import { contractFaults } from './contract.ts';
import { differences } from './differences.ts';
import { factsOf } from './facts.ts';
import type { Heard } from './listener.ts';
import { listen } from './listener.ts';
import type { Posted } from './posted.ts';
import { allPosted } from './posted.ts';
import { answerFaults } from './read-back.ts';
import { references } from './references.ts';
import { apis } from './surface.ts';

/** One of what is posted, on its way through all operations of its resource. */
interface Life {
  readonly posted: Posted;
  readonly path: string;
  readonly id: string;
  readonly sent: Record<string, unknown>;
}

/** An attribute that the contract lets a client change, and that was sent as text. */
const changeable = ({ posted: { api, declared }, sent }: Life): string | undefined => {
  const { attributes = {} } = factsOf(api).definitions[`${declared.type}_Update`] ?? {};
  const text = Object.keys(attributes).filter(
    (name) =>
      attributes[name] === 'string' &&
      typeof sent[name] === 'string' &&
      name !== declared.state?.attribute,
  );
  return ['description', 'name'].find((name) => text.includes(name)) ?? text[0];
};

const patchOf = (life: Life): object => {
  const attribute = changeable(life);
  // Where no text can be changed there is always the class itself.
  return { [attribute ?? '@baseType']: 'changed' };
};

describe('every operation on the running system', () => {
  let runtime: TestRuntime;
  let listener: Awaited<ReturnType<typeof listen>>;
  const lives: Life[] = [];
  const broken: string[] = [];
  const unexpected: string[] = [];
  const hubs: string[] = [];
  const moved = new Set<string>();
  const gone = new Set<string>();
  const trails = new Map<string, string[]>();

  /** Asks, and holds question and answer against our OpenAPI. */
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    role: Role = 'operations',
  ): Promise<HttpAnswer> => {
    const answer = await runtime.fetchJson(role, method, path, body, headers);
    const mediaType = headers?.['content-type'] ?? 'application/json';
    broken.push(
      ...faultsOfAnswer(method, path, answer),
      ...faultsOfRequest(method, path, { body, mediaType }, answer),
    );
    return answer;
  };
  const held = async (wanted: number, ...question: Parameters<typeof call>) => {
    const answer = await call(...question);
    const [method, path] = question;
    if (answer.status !== wanted)
      unexpected.push(
        `${method} ${path}: ${answer.status}, not ${wanted} ${JSON.stringify(answer.body)}`,
      );
    return answer;
  };
  const has = ({ posted }: Life, operation: 'list' | 'get' | 'patch' | 'delete') =>
    posted.declared.operations.includes(operation);

  /** What a client did to it, in the words of the audit trail. */
  const done = (life: Life) => [
    'created' as const,
    ...(has(life, 'patch') ? ['changed' as const] : []),
    ...(moved.has(life.id) ? ['moved' as const] : []),
    ...(gone.has(life.id) ? ['deleted' as const] : []),
  ];

  const create = async (posted: Posted): Promise<Life> => {
    const path = `${posted.declared.api.basePath}/${posted.declared.name}`;
    const body = await posted.body();
    const sent =
      (await references[`${posted.api} ${posted.declared.type}`]?.(runtime, body)) ?? body;
    const { body: made } = await held(201, 'POST', path, sent);
    return { posted, path, sent, id: made.id };
  };
  const read = async ({ path, id }: Life) => {
    await held(200, 'GET', `${path}?limit=1`);
    await held(200, 'GET', `${path}?id=${id}&sort=-id`);
    await held(200, 'GET', `${path}?id=${id}&fields=none`);
    await held(200, 'GET', `${path}/${id}?fields=id`);
    await held(404, 'GET', `${path}/none`);
    await held(400, 'GET', `${path}?colour=red`);
    await held(400, 'GET', `${path}?limit=many`);
  };
  const refuse = async ({ path, id }: Life) => {
    await held(405, 'PUT', `${path}/${id}`, {});
    await held(404, 'GET', `${path}/${id}/none`);
    await held(400, 'POST', path, []);
    await held(400, 'POST', path, '{');
    await held(415, 'POST', path, '<a/>', { 'content-type': 'text/xml' });
  };
  const change = async (life: Life) => {
    const one = `${life.path}/${life.id}`;
    await held(412, 'PATCH', one, patchOf(life), { 'if-match': '"0"' });
    await held(200, 'PATCH', one, patchOf(life));
    const attribute = Object.keys(patchOf(life))[0] ?? '';
    const isNeeded = requiredToCreate(life.posted.declared).includes(attribute);
    await held(isNeeded ? 400 : 200, 'PATCH', one, { [attribute]: null });
    const type = 'application/json-patch+json';
    const test = [{ op: 'test', path: '/id', value: life.id }];
    await held(200, 'PATCH', one, test, { 'content-type': type });
    await held(400, 'PATCH', one, { id: 'another' });
    await held(415, 'PATCH', one, '<a/>', { 'content-type': 'text/xml' });
    await held(404, 'PATCH', `${life.path}/none`, {});
  };
  /** To the next state, where a client may move it: what is moved by a machine alone is refused, in words. */
  const move = async ({ posted: { declared }, path, id }: Life) => {
    const { body: before } = await call('GET', `${path}/${id}`);
    const { attribute = '', lifecycle } = declared.state ?? {};
    const [next] = lifecycle?.moves[before[attribute]] ?? [];
    if (next === undefined) return;
    const { status } = await call('PATCH', `${path}/${id}`, { [attribute]: next });
    if (status === 200) moved.add(id);
    // A monitored move is answered before it is done: its monitor tells.
    else expect([400, 202]).toContain(status);
  };
  const remove = async ({ path, id }: Life) => {
    await held(412, 'DELETE', `${path}/${id}`, undefined, { 'if-match': '"0"' });
    const { status } = await call('DELETE', `${path}/${id}`);
    // What still has something to come, like an account that is not closed, is refused in words.
    if (status !== 204)
      return expect([`400 ${path}`, `409 ${path}`]).toContain(`${status} ${path}`);
    gone.add(id);
    await held(404, 'DELETE', `${path}/${id}`);
    await held(404, 'GET', `${path}/${id}`);
  };
  const audit = async ({ posted, path, id }: Life) => {
    const { body } = await held(200, 'GET', `${path}/${id}/change?limit=100`);
    await held(403, 'GET', `${path}/${id}/change`, undefined, {}, 'agent');
    const changes: { what: string }[] = Array.isArray(body) ? body : [];
    trails.set(posted.title, changes.map(({ what }) => what).reverse());
  };
  const subscribe = async ({ id, basePath }: (typeof apis)[number]) => {
    const hub = `${basePath}/hub`;
    const { body } = await held(201, 'POST', hub, { callback: listener.callbackOf(id) });
    await held(200, 'GET', `${hub}/${body.id}`);
    await held(400, 'POST', hub, { callback: 'nowhere' });
    await held(403, 'POST', hub, { callback: listener.callbackOf(id) }, {}, 'customer');
    await held(404, 'DELETE', `${hub}/none`);
    return `${hub}/${body.id}`;
  };

  const live = async (life: Life) => {
    await read(life);
    await refuse(life);
    if (has(life, 'patch')) await change(life);
    if (has(life, 'patch')) await move(life);
    if (has(life, 'delete')) await remove(life);
    await audit(life);
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    listener = await listen();
    for (const api of apis) hubs.push(await subscribe(api));
    for (const posted of allPosted) lives.push(await create(posted));
    await runtime.idle();
    for (const life of lives) await live(life);
    await runtime.idle();
    for (const hub of hubs) {
      await held(204, 'DELETE', hub);
      const { body } = await held(200, 'GET', `${hub}/change?sort=version`);
      trails.set(
        hub,
        body.map(({ what }: { what: string }) => what),
      );
    }
  }, 240_000);
  afterAll(async () => {
    await runtime.stop();
    await listener.stop();
  });

  it('answers what it should', () => {
    expect(unexpected).toEqual([]);
  });

  it('takes and answers what our OpenAPI promises, refusals too', () => {
    expect([...new Set(broken)]).toEqual([]);
  });

  it('leaves a record of every change in the audit trail', () => {
    for (const life of lives) {
      // Machines move and change what they are asked to; what a client did must be there.
      const trail = trails.get(life.posted.title) ?? [];
      expect([life.posted.title, done(life).filter((what) => !trail.includes(what))]).toEqual([
        life.posted.title,
        [],
      ]);
      expect([life.posted.title, trail[0]]).toEqual([life.posted.title, 'created']);
    }
    for (const hub of hubs) expect([hub, trails.get(hub)]).toEqual([hub, ['created', 'deleted']]);
  });

  it('tells listeners of every change once it is done', () => {
    const told = new Set(
      listener.heard.map(
        ({ api, body }) => `${api} ${body.eventType} ${Object(Object.values(body.event)[0]).id}`,
      ),
    );
    const missing = lives.flatMap((life) => {
      const { create: made, change: changed, state, delete: removed } = life.posted.declared.events;
      const events = { created: made, changed, moved: state, deleted: removed };
      const due = done(life).map((what) => events[what]);
      return due
        .filter((event) => event !== null && !told.has(`${life.posted.api} ${event} ${life.id}`))
        .map((event) => `${life.posted.title} ${event}`);
    });
    expect(missing).toEqual([]);
  });

  it('tells them in the envelope and shape of the contracts and of our OpenAPI', () => {
    const lines = answerFaults.flatMap((one) => one.lines);
    const chosen = differences.flatMap((one) => one.lines);
    const known = [
      // TMF670: what a card has is its class's, which the contract names by @type alone.
      ...['token', 'lastFourDigits', 'expirationDate'].map((name) => `${name}: unknown`),
      ...lines.map((line) => line.replace(/^.* (?=\S+: )/, '')),
      // Words of an enumeration that we write otherwise than the contract, on purpose.
      ...chosen.flatMap((line) => /^TMF\d+ \w+: .* -> (\w+)$/.exec(line)?.[1] ?? []),
    ];
    // Attributes that are ours alone, and such as we do not demand, on purpose.
    const ownAttributes = chosen.flatMap((line) => {
      const [, api, name, theirs] = /^(TMF\d+) \w+\.(\S+): (\S+) -> /.exec(line) ?? [];
      return name === undefined
        ? []
        : [`${api} ${name}: ${theirs === '-' ? 'unknown' : 'missing'}`];
    });
    const isKnown = (api: string, fault: string) =>
      known.includes(fault) ||
      known.includes(fault.split(': ')[1] ?? '') ||
      ownAttributes.includes(`${api} ${fault.replace(/^.*\.(?=\w+: )/, '')}`);
    // Where a contract names one of them otherwise or not at all, beyond.ts says so.
    const inEvery = ['event', 'fieldPath'];
    const ours = alsoTold.flatMap((one) => one.events);
    const title = ({ api, body }: Heard) => `${api} ${body.eventType}`;
    expect(ours.filter((event) => !listener.heard.some((one) => title(one) === event))).toEqual([]);
    const theirsAlone = listener.heard.filter((one) => !ours.includes(title(one)));
    const faults = theirsAlone.flatMap(({ api, body }) => {
      const facing = factsOf(api).events[body.eventType];
      // An event that is ours alone, like those of the catalogues' jobs, has our description alone to follow.
      if (facing === undefined) return faultsOfEvent(api, body);
      const { attributes, payload } = facing;
      const [[name, resource] = ['', undefined]] = Object.entries(body.event);
      const theirs = contractFaults(factsOf(api), payload[name] ?? '', resource);
      return [
        ...faultsOfEvent(api, body),
        ...Object.keys(body)
          .filter((key) => !inEvery.includes(key) && !attributes.includes(key))
          .map((key) => `${api} ${body.eventType}: ${key}`),
        ...theirs
          .filter((fault) => !isKnown(api, fault))
          .map((fault) => `${api} ${body.eventType}: ${fault}`),
      ];
    });
    expect([...new Set(faults)]).toEqual([]);
  });

  it('says which attributes a change of attributes was about', () => {
    for (const life of lives.filter((one) => has(one, 'patch'))) {
      const { change: event } = life.posted.declared.events;
      const told = listener.heard
        .filter(({ api, body }) => api === life.posted.api && body.eventType === event)
        .filter(({ body }) => Object(Object.values(body.event)[0]).id === life.id)
        .flatMap(({ body }) => body.fieldPath.split(','));
      expect([
        life.posted.title,
        event === null || told.includes(Object.keys(patchOf(life))[0]),
      ]).toEqual([life.posted.title, true]);
    }
  });
});
