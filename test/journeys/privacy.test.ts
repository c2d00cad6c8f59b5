import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import {
  bothLines,
  created,
  customerParty,
  makeOperator,
  ordered,
  orders,
  post,
} from './operator.ts';

/** What is personal, each of it unlike anything else in the system. */
const personal = {
  givenName: 'Xanthippe',
  familyName: 'Quillfeather',
  birthDate: '1931-07-23',
  email: 'xq@quillfeather.example',
  phone: '+99912345678',
  street: 'Zephyrgasse 77',
  note: 'the key is under the flowerpot',
};
const individual = '/tmf-api/party/v4/individual';

describe('what is personal', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let logged: ReadonlyMap<string, string>;

  const fault = (name: string, kind: string) =>
    runtime.control('PUT', 'faults', { function: `strowger-local-${name}`, kind, times: 1 });

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    const { email, phone, street, note, ...name } = personal;
    const customer = created(
      await runtime.fetchJson(
        'agent',
        'POST',
        individual,
        {
          ...name,
          birthDate: `${name.birthDate}T00:00:00Z`,
          contactMedium: [
            { mediumType: 'email', characteristic: { emailAddress: email } },
            { mediumType: 'phone', characteristic: { phoneNumber: phone } },
            { mediumType: 'postal', characteristic: { street1: street } },
          ],
        },
        { 'x-correlation-id': email },
      ),
    );
    const order = {
      ...bothLines({ ...operator, customer }),
      description: `for ${name.givenName}`,
      note: [{ text: note, author: `${name.givenName} ${name.familyName}` }],
    };
    await ordered(runtime, order);
    // Faults are where a log says most: of a step, a subscriber, the relay, the network, a wrong body and query.
    for (const [part, kind] of [
      ['product-ordering-tasks', 'error'],
      ['product-inventory-events', 'error'],
      ['relay', 'crash'],
    ] as const) {
      await fault(part, kind);
      await ordered(runtime, order);
    }
    await post(runtime, '/network-simulator/v1/networkElement', {
      name: 'bng-1',
      rejectNext: 1,
      rejectReason: `${name.familyName} is not served`,
    });
    await ordered(runtime, order);
    await fault('party-api', 'error');
    await runtime.fetchJson('agent', 'PATCH', `${individual}/${customer}`, name);
    await runtime.fetchJson('agent', 'POST', individual, { ...name, colour: email });
    await runtime.fetchJson('agent', 'GET', `${individual}?familyName=${name.familyName}`);
    await runtime.fetchJson('agent', 'POST', orders, {
      relatedParty: [customerParty(`${name.givenName}@nowhere`)],
      note: [{ text: note }],
    });
    await runtime.idle();
    const directory = join(runtime.dataDir, 'logs');
    logged = new Map(
      readdirSync(directory).map((file) => [file, readFileSync(join(directory, file), 'utf8')]),
    );
  }, 240_000);
  afterAll(() => runtime.stop());

  it('was there to be logged: the journeys left lines, and lines of faults', () => {
    const all = [...logged.values()].join('');
    expect(all).toContain('RELAY-000');
    expect(all).toContain('"OrdersCompleted"');
    expect(all.length).toBeGreaterThan(10_000);
  });

  it.each(Object.entries(personal))('is in no log and no metric: %s', (_, value) => {
    for (const text of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
      for (const [file, content] of logged)
        expect([file, content.includes(text)]).toEqual([file, false]);
  });

  it('is not in them by the numbers that were assigned either', () => {
    for (const [file, content] of logged)
      expect([file, /\+3247000000\d/.test(content)]).toEqual([file, false]);
  });
});
