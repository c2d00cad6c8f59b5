import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyOf } from '../../functions/kernel/table/item.ts';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import { inDays, tellBill } from '../journeys/bills.ts';
import { get } from '../journeys/operator.ts';
import { chanceOf, clearUp, insist, replay, troubleOf } from './weather.ts';

const payments = '/payment/v4/payment';
const refunds = '/payment/v4/refund';
const simulated = '/payment-simulator/v1';

const functions = [
  'payment-events',
  'payment-tasks',
  'payment-api',
  'payment-simulator-api',
  'relay',
];
const behaviours = [
  'approved',
  'approved',
  'declined',
  'refused',
  'unavailable',
  'requestLost',
  'answerLost',
  'late',
];

const chance = chanceOf(1878);
const { pick, random, seed, upTo } = chance;
/** ROUNDS makes it longer. */
const rounds = Number(process.env['ROUNDS'] ?? 14);

const cents = (value: number): number => Math.round(value * 100);
const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

describe(replay('payments in a bad month', 'payments', seed), () => {
  let runtime: TestRuntime;
  const who = Array.from({ length: 5 }, (_, index) => ({
    account: `bacc-${index}`,
    party: `party-${index}`,
    token: `tok-${index}`,
    method: '',
    script: '',
  }));
  const bills = new Map<string, { account: string; amount: number }>();

  const scanned = async (): Promise<any[]> => {
    const client = new DynamoDBClient({
      endpoint: runtime.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'root', secretAccessKey: 'x' },
    });
    const found: any[] = [];
    let from: any;
    do {
      const page = await client.send(
        new ScanCommand({ TableName: 'strowger-local', ExclusiveStartKey: from }),
      );
      for (const item of page.Items ?? [])
        if (/#(Ledger|Payment|Refund|ProviderCharge)#/.test(item['pk']?.S ?? ''))
          found.push({ pk: item['pk']?.S, ...bodyOf(item).value });
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    client.destroy();
    return found;
  };
  const ofType = (rows: any[], type: string): any[] =>
    rows.filter(({ pk }) => pk.includes(`#${type}#`));

  /** What no instant may break, even in the middle of everything. */
  const expectLaws = async (): Promise<void> => {
    const rows = await scanned();
    for (const one of ofType(rows, 'Ledger'))
      expect(one.captured - one.refunded).toBe(one.allocated + one.credit);
    const captured = ofType(rows, 'ProviderCharge').filter(({ status }) => status === 'captured');
    const perPayment = captured.map(({ key }) => key.split('.')[0]);
    expect(new Set(perPayment).size).toBe(perPayment.length);
  };

  /** What holds when all is quiet: provider, payments and ledgers tell one story, to the cent. */
  const expectBooksAgree = async (): Promise<void> => {
    const rows = await scanned();
    for (const { account, token } of who) {
      const own = ofType(rows, 'Payment').filter((one) => one.account.id === account);
      const charges = ofType(rows, 'ProviderCharge').filter(({ source }) => source === token);
      const taken = charges
        .filter(({ status }) => status === 'captured')
        .map(
          ({ amount, refund = [] }) =>
            cents(amount.value) - total(refund.map((back: any) => cents(back.amount.value))),
        );
      const items = own
        .filter(({ status }) => ['captured', 'done'].includes(status))
        .flatMap(({ paymentItem }) => paymentItem);
      const [ledger] = ofType(rows, 'Ledger').filter((one) => one.account === account);
      expect(total(items.map(({ amount }: any) => cents(amount.value)))).toBe(total(taken));
      expect(((ledger?.captured ?? 0) - (ledger?.refunded ?? 0)) / 10_000).toBe(total(taken));
      for (const [id, { amount }] of bills) {
        const forBill = items.filter(({ item }: any) => item.id === id);
        expect(total(forBill.map((one: any) => cents(one.amount.value)))).toBeLessThanOrEqual(
          cents(amount),
        );
      }
      const open = [...own, ...ofType(rows, 'Refund')];
      expect(open.filter(({ status }) => status === 'pendingAuthorization')).toEqual([]);
    }
  };

  const happen: readonly ((round: number) => Promise<void>)[] = [
    async (round) => {
      const { account, party } = pick(who);
      const id = `bill-${round}`;
      const amount = upTo(5000) / 100;
      bills.set(id, { account, amount });
      const due = await inDays(runtime, upTo(3));
      const bill = { id, account, party, amount, due };
      await tellBill(runtime, bill);
      if (random() < 0.5) await tellBill(runtime, bill);
    },
    async (round) => {
      const { account, method } = pick(who);
      await insist(
        runtime,
        payments,
        {
          account: { id: account },
          paymentMethod: { id: method },
          totalAmount: { unit: 'EUR', value: upTo(3000) / 100 },
        },
        `pay-${round}`,
      );
    },
    async (round) => {
      const { account, method } = pick(who);
      const made = await get(runtime, `${payments}?account.id=${account}`).catch(() => []);
      const captured = [made].flat().filter(({ status }: any) => status === 'captured');
      if (captured.length === 0) return;
      const payment: any = pick(captured);
      await insist(
        runtime,
        refunds,
        {
          account: { id: account },
          paymentMethod: { id: method },
          payment: { id: payment.id },
          totalAmount: { unit: 'EUR', value: upTo(1500) / 100 },
        },
        `back-${round}`,
      );
    },
    async () => {
      const { script } = pick(who);
      const next = [pick(behaviours), pick(behaviours), pick(behaviours)];
      await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerScript/${script}`, {
        next,
      });
    },
    async () => {
      await runtime.control('PUT', 'clock', { advance: pick(['PT6M', 'PT61M', 'P1D', 'P8D']) });
    },
    async () => {
      const pending = [await get(runtime, `${simulated}/providerCharge?status=pending`)].flat();
      if (pending.length === 0) return;
      const { id } = pick(pending) as any;
      const status = pick(['authorized', 'declined']);
      const code = status === 'declined' ? { code: 'insufficientFunds' } : {};
      await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerCharge/${id}`, {
        status,
        ...code,
      });
    },
  ];

  const trouble = troubleOf(() => runtime, functions, chance);

  beforeAll(async () => {
    runtime = await startTestRuntime();
    for (const one of who) {
      const method = await runtime.fetchJson(
        'operations',
        'POST',
        '/tmf-api/paymentMethod/v4/paymentMethod',
        {
          '@type': 'tokenizedCard',
          name: 'Visa',
          token: one.token,
          lastFourDigits: '4242',
          expirationDate: '2099-12-31T00:00:00Z',
          isPreferred: true,
          relatedParty: { id: one.party, '@referredType': 'Individual' },
        },
      );
      one.method = method.body.id;
      const script = await runtime.fetchJson('operations', 'POST', `${simulated}/providerScript`, {
        source: one.token,
        next: [],
      });
      one.script = script.body.id;
    }
  }, 60_000);
  afterAll(() => runtime.stop());

  it('are taken once and booked to the cent, whatever the provider, the bus and the power do', async () => {
    for (let round = 0; round < rounds; round += 1) {
      await trouble();
      for (let step = 0; step < 4; step += 1) await pick(happen)(round * 10 + step);
      await expectLaws();
    }
    for (const { script } of who)
      await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerScript/${script}`, {
        next: [],
      });
    // A clock that jumps a day makes an event too old for another try: what is lost so is redriven.
    await clearUp(runtime, functions);
    // Longer than any course lasts: four tries and their looks.
    for (let step = 0; step < 12; step += 1) {
      await runtime.idle();
      const late = [await get(runtime, `${simulated}/providerRefund?status=pending`)].flat();
      for (const { id } of late as any[])
        await runtime.fetchJson('operations', 'PATCH', `${simulated}/providerRefund/${id}`, {
          status: 'done',
        });
      await runtime.control('PUT', 'clock', { advance: 'P4D' });
    }
    await runtime.idle();
    await expectLaws();
    await expectBooksAgree();
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  }, 240_000);
});
