import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import {
  type Account,
  billing as api,
  type Billing,
  bills,
  clockAt,
  makeBilling,
  runBills,
} from './billing.ts';
import { copyBill, removeBill } from './forge.ts';
import { created, get, ordered, post } from './operator.ts';

const brussels = { billingDateShift: 1, timeZone: 'Europe/Brussels' };
const cents = (value: number): number => Math.round(value * 100);

describe('from an order to a bill that is sent', () => {
  let runtime: TestRuntime;
  let billing: Billing;
  let ada: Account;
  let product: string;

  const preview = async (body: object): Promise<HttpAnswer['body']> => {
    const answer = await runtime.fetchJson('agent', 'POST', `${api}/billPreview`, body);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const explained = (id: string) => get(runtime, `${api}/customerBill/${id}/explanation`);
  const billed = async (account: Account): Promise<HttpAnswer['body']> =>
    (await bills(runtime, account.id)).filter((one) => one.category === 'normal').at(-1);

  beforeAll(async () => {
    runtime = await startTestRuntime();
    await clockAt(runtime, '2027-04-28T10:00:00Z');
    billing = await makeBilling(runtime);
    ada = await billing.account('Ada', brussels);
    const order = await ordered(runtime, billing.mobileFor(ada));
    product = order.productOrderItem[0].product.id;
  }, 240_000);
  afterAll(() => runtime.stop());

  it('a line without an account gets the only one of its party', async () => {
    expect(await get(runtime, `/tmf-api/productInventory/v4/product/${product}`)).toMatchObject({
      billingAccount: { id: ada.id },
    });
  });

  it("refuses another party's account", async () => {
    const other = await billing.account('Eve');
    const wrong = billing.mobileFor(ada, { billingAccount: { id: other.id } });
    const answer = await runtime.fetchJson(
      'agent',
      'POST',
      '/tmf-api/productOrderingManagement/v4/productOrder',
      wrong,
    );
    expect(answer.status).toBe(400);
    expect(answer.body.reason).toContain('is no open account of this party');
  });

  it('the bill is what the preview said, to the cent, and was numbered and sent', async () => {
    const before = await preview({ billingAccount: { id: ada.id } });
    expect(await bills(runtime, ada.id)).toEqual([]);
    await clockAt(runtime, '2027-05-01T11:00:00Z');
    const run = await runBills(runtime, '2027-05-01');
    expect(run).toMatchObject({
      state: 'done',
      progress: { accounts: 2, done: 2, billed: 1, nothingToBill: 1, held: 0, failed: 0 },
    });
    const [bill] = await bills(runtime, ada.id);
    expect(bill).toMatchObject({
      state: 'sent',
      billNo: '000000001',
      category: 'normal',
      relatedParty: [{ id: ada.party }],
      billingAccount: { id: ada.id },
    });
    expect(bill.taxIncludedAmount).toEqual(before.customerBill.taxIncludedAmount);
    const { line } = await explained(bill.id);
    expect(line.map(({ words }: any) => words)).toEqual(
      before.explanation.line.map(({ words }: any) => words),
    );
  });

  it('opens to its parts, which add up again to the millionth', async () => {
    const bill = await billed(ada);
    const { line, sum, words } = await explained(bill.id);
    expect(line).toHaveLength(3);
    for (const one of line) {
      const parts = one.part.reduce(
        (total: number, part: any) => total + Math.round(part.amount * 1e6),
        0,
      );
      expect(parts).toBe(Math.round(one.exactAmount * 1e6));
      expect(one.rule).toMatchObject({ version: '1.0' });
    }
    const exact = line.reduce(
      (total: number, one: any) => total + Math.round(one.exactAmount * 1e6),
      0,
    );
    expect(exact + Math.round(sum.roundingBefore * 1e6)).toBe(
      Math.round(sum.taxExcludedAmount * 1e6) + Math.round(sum.roundingAfter * 1e6),
    );
    expect(cents(bill.taxIncludedAmount.value)).toBe(
      cents(sum.taxExcludedAmount) + cents(sum.taxAmount),
    );
    expect(words.join('\n')).toMatch(/of 30 days at 20 for the whole/);
  });

  it('shows its lines as applied billing rates, and what is still to come as unbilled ones', async () => {
    const bill = await billed(ada);
    const rates = await get(runtime, `${api}/appliedCustomerBillingRate?bill.id=${bill.id}`);
    expect(rates).toHaveLength(3);
    expect(rates[0]).toMatchObject({
      isBilled: true,
      bill: { id: bill.id },
      product: { id: product },
    });
    expect(await get(runtime, `${api}/appliedCustomerBillingRate/${rates[0].id}`)).toEqual(
      rates[0],
    );
    const open = await get(
      runtime,
      `${api}/appliedCustomerBillingRate?billingAccount.id=${ada.id}&isBilled=false`,
    );
    expect(open).toMatchObject([{ isBilled: false, taxExcludedAmount: { value: 20 } }]);
  });

  it('comes as a page, as a PDF and as an electronic invoice', async () => {
    const bill = await billed(ada);
    const headers = { authorization: `Bearer ${await runtime.token('agent')}` };
    const html = await fetch(`${runtime.url}${api}/customerBill/${bill.id}/document.html`, {
      headers,
    });
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await html.text()).toContain(`Bill ${bill.billNo}`);
    const xml = await fetch(`${runtime.url}${api}/customerBill/${bill.id}/document.xml`, {
      headers: { ...headers, accept: 'application/xml' },
    });
    expect(xml.headers.get('content-type')).toBe('application/xml');
    const invoice = await xml.text();
    expect(invoice).toContain(`<cbc:ID>${bill.billNo}</cbc:ID>`);
    const payable = /<cbc:PayableAmount currencyID="EUR">([^<]*)</.exec(invoice)?.[1];
    expect(Number(payable)).toBe(bill.amountDue.value);
    const pdf = await fetch(`${runtime.url}${api}/customerBill/${bill.id}/document.pdf`, {
      headers: { ...headers, accept: 'application/pdf' },
    });
    const bytes = Buffer.from(await pdf.arrayBuffer());
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(bytes.subarray(0, 8).toString()).toBe('%PDF-1.4');
    const start = Number(/startxref\n(\d+)/.exec(bytes.toString('latin1'))?.[1]);
    expect(bytes.subarray(start, start + 4).toString()).toBe('xref');
  });

  it('is made once: the same run again changes nothing', async () => {
    const before = await bills(runtime, ada.id);
    const run = await runBills(runtime, '2027-05-01');
    expect(run).toMatchObject({ state: 'done', progress: { billed: 1 } });
    expect(await bills(runtime, ada.id)).toEqual(before);
  });

  it('a trial run tells what it would make, and makes nothing', async () => {
    await clockAt(runtime, '2027-06-01T11:00:00Z');
    const before = await bills(runtime, ada.id);
    const run = await runBills(runtime, '2027-06-01', { isTrial: true });
    expect(run).toMatchObject({
      state: 'done',
      progress: { billed: 1, total: [{ unit: 'EUR', value: 24.2 }] },
    });
    expect(await bills(runtime, ada.id)).toEqual(before);
  });

  it('previews the bill after an order, and the bill is that when it is ordered', async () => {
    const grace = await billing.account('Grace', brussels);
    await runtime.idle();
    const asked = { billingAccount: { id: grace.id }, date: '2027-06-30T12:00:00Z' };
    const item = { id: '1', action: 'add', productOffering: { id: billing.mobile } };
    const after = await preview({ ...asked, productOrder: { productOrderItem: [item] } });
    expect(after.explanation.line).toHaveLength(3);
    expect((await preview(asked)).explanation.line).toEqual([]);
    await ordered(runtime, billing.mobileFor(grace));
    const [real] = (await preview(asked)).explanation.line;
    expect(real.name).toBe(after.explanation.line[0].name);
  });

  it('is made by the schedule at noon, when all cycles of the day are over', async () => {
    await clockAt(runtime, '2027-06-01T12:05:00Z');
    await runtime.idle();
    const bill = await billed(ada);
    expect(bill).toMatchObject({
      billDate: '2027-05-31T22:00:00.000Z',
      amountDue: { value: 24.2 },
    });
  });

  it('holds an odd bill without a number; released, it goes out with the next', async () => {
    const entity = await post(runtime, `${api}/legalEntity`, {
      name: 'Small Telecom',
      country: 'BE',
      numberPrefix: 'S-',
      checks: { hugeAmount: 5 },
    });
    const rich = await billing.account('Rich', brussels, {
      relatedParty: [
        { id: ada.party, role: 'customer', '@referredType': 'Individual' },
        { id: entity, role: 'legalEntity', '@referredType': 'LegalEntity' },
      ],
    });
    await ordered(runtime, billing.mobileFor(ada, { billingAccount: { id: rich.id } }));
    await clockAt(runtime, '2027-07-01T11:00:00Z');
    expect(await runBills(runtime, '2027-07-01')).toMatchObject({ progress: { held: 1 } });
    const [held] = await bills(runtime, rich.id);
    expect(held.state).toBe('onHold');
    expect(held.billNo).toBeUndefined();
    const answer = await runtime.fetchJson(
      'operations',
      'PATCH',
      `${api}/customerBill/${held.id}`,
      {
        state: 'validated',
      },
    );
    expect(answer.status).toBe(200);
    await runtime.idle();
    expect((await bills(runtime, rich.id))[0]).toMatchObject({
      state: 'sent',
      billNo: 'S-000000001',
    });
  });

  it('is credited by a note of its own number; more than the bill cannot be', async () => {
    const bill = await billed(ada);
    const [line] = await get(runtime, `${api}/appliedCustomerBillingRate?bill.id=${bill.id}`);
    const path = `${api}/customerBill/${bill.id}/creditNote`;
    const asked = { reason: 'product_unsatisfactory', line: [line.id] };
    const key = { 'idempotency-key': 'note-1' };
    const note = await runtime.fetchJson('operations', 'POST', path, asked, key);
    expect(note).toMatchObject({
      status: 201,
      body: { category: 'credit note', amountDue: { value: -24.2 } },
    });
    const again = await runtime.fetchJson('operations', 'POST', path, asked, key);
    expect(again.body.id).toBe(note.body.id);
    expect(await get(runtime, `${api}/customerBill/${bill.id}`)).toMatchObject({
      state: 'settled',
      remainingAmount: { value: 0 },
      amountDue: { value: 24.2 },
    });
    expect((await runtime.fetchJson('operations', 'POST', path, asked)).status).toBe(409);
    expect((await runtime.fetchJson('agent', 'POST', path, asked)).status).toBe(403);
  });

  it('is settled by a payment; what is paid too much is credit on the next bill', async () => {
    const grace = (
      await get(runtime, `/tmf-api/accountManagement/v4/billingAccount?name=Grace's account`)
    )[0];
    const account = { id: grace.id, party: grace.relatedParty[0].id };
    const bill = await billed(account);
    expect(bill.state).toBe('sent');
    const method = created(
      await runtime.fetchJson('agent', 'POST', '/tmf-api/paymentMethod/v4/paymentMethod', {
        '@type': 'tokenizedCard',
        name: 'Visa',
        token: 'tok-grace',
        lastFourDigits: '4242',
        expirationDate: '2036-12-31T00:00:00Z',
        relatedParty: { id: account.party, '@referredType': 'Individual' },
        account: [{ id: account.id }],
      }),
    );
    const pay = async (value: number) => {
      created(
        await runtime.fetchJson('agent', 'POST', '/payment/v4/payment', {
          account: { id: account.id },
          paymentMethod: { id: method },
          totalAmount: { unit: 'EUR', value },
        }),
      );
      await runtime.idle();
    };
    await pay(10);
    expect(await get(runtime, `${api}/customerBill/${bill.id}`)).toMatchObject({
      state: 'partiallyPaid',
      remainingAmount: { value: cents(bill.amountDue.value - 10) / 100 },
    });
    await pay(bill.amountDue.value);
    expect(await get(runtime, `${api}/customerBill/${bill.id}`)).toMatchObject({
      state: 'settled',
      remainingAmount: { value: 0 },
    });
    const next = await preview({ billingAccount: { id: account.id } });
    expect(next.explanation.sum).toMatchObject({
      taxIncludedAmount: 24.2,
      creditUsed: 10,
      amountDue: 14.2,
    });
  });

  it('is made on demand before the cycle ends, and the next one goes on from it', async () => {
    const { body } = await runtime.fetchJson('agent', 'POST', `${api}/customerBillOnDemand`, {
      name: 'Now, please',
      billingAccount: { id: ada.id },
      relatedParty: { id: ada.party },
    });
    await runtime.idle();
    // Nothing has come due since the last bill.
    expect(await get(runtime, `${api}/customerBillOnDemand/${body.id}`)).toMatchObject({
      state: 'rejected',
    });
  });

  it("is the customer's own to see, and nobody else's", async () => {
    const bill = await billed(ada);
    const made = await runtime.control('POST', 'clients', { tenant: 'demo', partyId: ada.party });
    const other = await runtime.control('POST', 'clients', {
      tenant: 'demo',
      partyId: 'ind-other',
    });
    const path = `${api}/customerBill/${bill.id}`;
    for (const end of ['', '/explanation', '/document.html']) {
      expect((await runtime.fetchJson(made.body, 'GET', `${path}${end}`)).status).toBe(200);
      expect((await runtime.fetchJson(other.body, 'GET', `${path}${end}`)).status).toBe(404);
    }
  });

  it('balances its books, and names within one run a bill that is there twice and a price that changed silently', async () => {
    const certificate = async () =>
      (await runtime.fetchJson('operations', 'POST', `${api}/booksCertificate`, {})).body;
    expect(await certificate()).toMatchObject({ balanced: true, finding: [] });
    const bill = await billed(ada);
    await copyBill(runtime.url, bill.id, `${bill.id}-again`);
    await runtime.fetchJson(
      'operations',
      'PATCH',
      `/tmf-api/productCatalogManagement/v4/productOfferingPrice/${billing.month}`,
      { price: { unit: 'EUR', value: 25 } },
    );
    await runtime.idle();
    const { balanced, finding } = await certificate();
    expect(balanced).toBe(false);
    const named = finding.map(({ kind, subject }: any) => `${kind} ${subject}`);
    expect(named).toContain(`doubleBill ${bill.id}-again`);
    expect(named).toContain(`silentPriceChange ${billing.month}`);
    await removeBill(runtime.url, `${bill.id}-again`);
  });

  it('has numbers without a gap', async () => {
    const all = await get(runtime, `${api}/customerBill?limit=100`);
    const numbers = all
      .map(({ billNo }: any) => billNo)
      .filter((one: string | undefined) => one !== undefined && !one.startsWith('S-'))
      .map(Number)
      .sort((a: number, b: number) => a - b);
    expect(numbers).toEqual(numbers.map((_: number, index: number) => index + 1));
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
});
