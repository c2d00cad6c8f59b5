import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traceLines, traceOf } from '../../infra/operate/trace.ts';
import { leaksIn, logsUnder } from '../harness/personal.ts';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { systemUnder } from '../harness/system.ts';
import { accountOf, billing, bills, clockAt, runBills } from './billing.ts';
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
import { inventory, lineOf, offeringOf, quiet, sendBatch } from './usage-operator.ts';

/** What is personal, each of it unlike anything else in the system. */
const personal = {
  givenName: 'Xanthippe',
  familyName: 'Quillfeather',
  birthDate: '1931-07-23',
  email: 'xq@quillfeather.example',
  phone: '+99912345678',
  street: 'Zephyrgasse 77',
  note: 'the key is under the flowerpot',
  dialled: '32499876543',
  card: 'tok-xanthippe',
  agreed: 'she has lost her post',
};
const individual = '/tmf-api/party/v4/individual';

describe('what is personal', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let logged: ReadonlyMap<string, string>;
  /** What people see of a bill's path. */
  let traced: string;

  const fault = (name: string, kind: string, more: object = {}) =>
    runtime.control('PUT', 'faults', {
      function: `strowger-local-${name}`,
      kind,
      times: 1,
      ...more,
    });

  /** Usage, a bill, its payment and what follows where it is not paid, with a fault in each. */
  const money = async (party: string): Promise<void> => {
    const { familyName, street, email, dialled, card, agreed } = personal;
    const related = [{ id: party, role: 'customer', '@referredType': 'Individual' }];
    const address = { street1: street, country: 'BE', emailAddress: email };
    const account = await accountOf(runtime, party, familyName, {
      more: {
        contact: [
          {
            contactType: 'billing',
            contactName: familyName,
            contactMedium: [{ mediumType: 'postal', characteristic: address }],
            validFor: {},
          },
        ],
      },
    });
    const { offering } = await offeringOf(runtime, 'Calls', {
      zones: [{ name: 'national', prefixes: ['32'] }],
      rates: [{ usageType: 'voice', zone: 'national', price: 20, per: 60 }],
    });
    await runtime.idle();
    const more = { startDate: '2020-01-01T00:00:00.000Z', billingAccount: { id: account } };
    await post(
      runtime,
      inventory,
      lineOf(offering, '32470000099', { ...more, relatedParty: related }),
    );
    await runtime.idle();
    const { body: clock } = await runtime.control('GET', 'clock');
    const call = { type: 'voice', at: clock.now, quantity: 60, other: dialled };
    await fault('usage-api', 'error');
    await sendBatch(runtime, [{ ...call, id: 'one', subscriber: '32470000099' }]).catch(() => 0);
    await sendBatch(runtime, [
      { ...call, id: 'one', subscriber: '32470000099' },
      { ...call, id: 'two', subscriber: dialled },
      { ...call, id: 'three', quantity: email },
    ]);
    const next = new Date(Date.parse(clock.now));
    next.setUTCDate(1);
    next.setUTCMonth(next.getUTCMonth() + 1);
    const cycleDate = next.toISOString().slice(0, 10);
    await clockAt(runtime, `${cycleDate}T11:00:00Z`);
    await quiet(runtime);
    await fault('customer-bill-tasks', 'error', { task: 'bill-shard' });
    await runBills(runtime, cycleDate, { billingAccount: [{ id: account }] });
    await runBills(runtime, cycleDate, { billingAccount: [{ id: account }] });
    const [bill] = await bills(runtime, account);
    expect(bill.state).toBe('sent');
    for (const end of ['explanation', 'document.html', 'document.pdf'])
      await runtime.fetchJson('agent', 'GET', `${billing}/customerBill/${bill.id}/${end}`);
    await post(runtime, '/collections/v1/promiseToPay', {
      billingAccount: { id: account },
      amount: { unit: 'EUR', value: 1 },
      date: new Date(Date.parse(bill.paymentDueDate) + 86_400_000).toISOString(),
      note: agreed,
    }).catch(() => 0);
    const method = await post(runtime, '/tmf-api/paymentMethod/v4/paymentMethod', {
      '@type': 'tokenizedCard',
      name: familyName,
      token: card,
      lastFourDigits: '4242',
      expirationDate: '2036-12-31T00:00:00Z',
      relatedParty: { id: party, '@referredType': 'Individual' },
    });
    await fault('payment-events', 'error');
    await post(runtime, '/payment/v4/payment', {
      account: { id: account },
      description: agreed,
      paymentMethod: { id: method },
      totalAmount: { unit: 'EUR', value: 1 },
    });
    await runtime.idle();
    for (const days of [4, 11, 21, 31]) {
      const at = Date.parse(bill.paymentDueDate) + days * 86_400_000;
      await clockAt(runtime, new Date(at).toISOString());
      await runtime.control('PUT', 'clock', { advance: 'PT6M' });
      await quiet(runtime);
    }
    traced = traceLines(await traceOf(systemUnder(runtime), bill.id)).join('\n');
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    const { email, phone, street, note, dialled, card, agreed, ...name } = personal;
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
    await money(customer);
    await runtime.idle();
    logged = logsUnder(runtime.dataDir);
  }, 240_000);
  afterAll(() => runtime.stop());

  it('was there to be logged: the journeys left lines, and lines of faults', () => {
    const all = [...logged.values()].join('');
    expect(all).toContain('RELAY-000');
    for (const figure of [
      'OrdersCompleted',
      'UsageRated',
      'UsageRejected',
      'BillsIssued',
      'PaymentsCaptured',
    ])
      expect(all).toContain(`"${figure}"`);
    expect(traced).toContain('CustomerBillsSentEvent');
    expect(all.length).toBeGreaterThan(10_000);
  });

  it.each(Object.entries(personal))('is in no log, no metric and no trace: %s', (kind, value) => {
    for (const [file, content] of [...logged, ['trace', traced] as const])
      expect(leaksIn(file, content, new Map([[value, kind]]))).toEqual([]);
  });

  it('is not in them by the numbers that were assigned either', () => {
    for (const [file, content] of logged)
      expect([file, /3247000000\d/.test(content)]).toEqual([file, false]);
  });
});

describe('a runtime that a test stops', () => {
  const spoken = async (line: string): Promise<void> => {
    const runtime = await startTestRuntime();
    const { givenName, familyName, email } = personal;
    await runtime.fetchJson('agent', 'POST', individual, {
      givenName,
      familyName,
      contactMedium: [{ mediumType: 'email', characteristic: { emailAddress: email } }],
    });
    appendFileSync(join(runtime.dataDir, 'logs', 'made-up.log'), `{"level":"INFO"}\n${line}\n`);
    await runtime.stop();
  };

  it('ends where its logs keep to themselves what the test sent', async () => {
    await spoken('{"message":"A party was made"}');
  });

  it.each([
    ['plainly', JSON.stringify({ message: `for ${personal.familyName}` }), 'familyName'],
    ['in a query', `?email=${encodeURIComponent(personal.email)}`, 'emailAddress'],
    ['in base64', Buffer.from(personal.givenName).toString('base64'), 'givenName'],
  ])('fails where a log says it %s, and names file, line and kind', async (_, line, kind) => {
    await expect(spoken(line)).rejects.toThrow(`made-up.log:2  ${kind} sent to ${individual}`);
  });
});
