import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { bothLines, created, customerParty, makeOperator, ordered, orders } from './operator.ts';

describe('access', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let stranger: { id: string; secret: string };
  let orderId: string;

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    await runtime.control('POST', 'tenants', { name: 'other' });
    const other = runtime.clients()['other'];
    if (other === undefined) throw new Error('the tenant has no clients');
    stranger = other.operations;
    orderId = (await ordered(runtime, bothLines(operator))).id;
  });
  afterAll(() => runtime.stop());

  it('answers 401 in TM Forum words without a token and with a forged one', async () => {
    for (const headers of [{}, { authorization: 'Bearer a.b.c' }]) {
      const answer = await fetch(`${runtime.url}${orders}`, { headers });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({
        '@type': 'Error',
        code: 'unauthorized',
        status: '401',
      });
    }
  });

  it('shows one tenant nothing of another: not by id, list, filter, patch or delete', async () => {
    const paths = [`${orders}/${orderId}`, `/tmf-api/party/v4/individual/${operator.customer}`];
    for (const path of paths) {
      for (const method of ['GET', 'PATCH', 'DELETE'])
        expect(
          (await runtime.fetchJson(stranger, method, path, method === 'PATCH' ? {} : undefined))
            .status,
        ).toBe(404);
    }
    for (const query of ['', `?id=${orderId}`, `?relatedParty.id=${operator.customer}`])
      expect((await runtime.fetchJson(stranger, 'GET', `${orders}${query}`)).body).toEqual([]);
  });

  it('shows a customer their own things only', async () => {
    const customer = runtime.clients()['demo']?.customer;
    expect((await runtime.fetchJson('customer', 'GET', `${orders}/${orderId}`)).status).toBe(404);
    expect((await runtime.fetchJson('customer', 'GET', orders)).body).toEqual([]);
    expect(
      (await runtime.fetchJson('customer', 'GET', `${orders}?relatedParty.id=${operator.customer}`))
        .body,
    ).toEqual([]);
    const foreign = await runtime.fetchJson('customer', 'POST', orders, bothLines(operator));
    expect(foreign.status).toBe(403);
    const own = await runtime.fetchJson(
      'customer',
      'POST',
      orders,
      bothLines(operator, { relatedParty: [customerParty(customer?.partyId ?? '')] }),
    );
    const id = created(own);
    expect(
      (await runtime.fetchJson('customer', 'GET', orders)).body.map(
        (order: { id: string }) => order.id,
      ),
    ).toEqual([id]);
  });

  it('lets only staff write the catalogue and see the network', async () => {
    const offering = await runtime.fetchJson(
      'customer',
      'POST',
      '/tmf-api/productCatalogManagement/v4/productOffering',
      { name: 'x' },
    );
    expect(offering).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(
      (
        await runtime.fetchJson(
          'customer',
          'GET',
          '/tmf-api/resourceInventoryManagement/v4/resource',
        )
      ).status,
    ).toBe(403);
    expect(
      (
        await runtime.fetchJson(
          'customer',
          'GET',
          '/tmf-api/productCatalogManagement/v4/productOffering',
        )
      ).status,
    ).toBe(200);
  });
});
