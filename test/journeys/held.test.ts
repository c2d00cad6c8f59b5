import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { answerHeld, waitingOrders } from '../../infra/operate/held.ts';
import { staffOf } from '../../infra/operate/staff.ts';
import { embeddedSystem } from '../../infra/operate/system.ts';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { created, customerParty, get, makeOperator, orders, untilEnded } from './operator.ts';

const product = '/tmf-api/productInventory/v4/product';
const serviceOrders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const heldOrders = '/tmf-api/serviceOrdering/v4/heldOrder';
const resource = '/tmf-api/resourceInventoryManagement/v4/resource';
const cancels = '/tmf-api/productOrderingManagement/v4/cancelProductOrder';
const network = 'strowger-local-network-simulator-events';

describe('an order whose network is silent', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let before: number;

  const silent = (times: number) =>
    runtime.control('PUT', 'faults', { function: network, kind: 'error', times });
  const pass = (advance: string) => runtime.control('PUT', 'clock', { advance });
  const until = async (what: () => Promise<boolean>): Promise<void> => {
    for (let look = 0; look < 400; look += 1) {
      if (await what()) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('it did not come');
  };
  const serviceOrderOf = async (id: string): Promise<HttpAnswer['body']> =>
    (await get(runtime, `${serviceOrders}?externalId=${encodeURIComponent(`${id}/1`)}`))[0];
  const stockLeft = async (): Promise<number> =>
    (await get(runtime, `${resource}?stock=${operator.numberSpecification}@&limit=100&fields=none`))
      .length;
  const client = () => staffOf(embeddedSystem(runtime.url, runtime.dataDir), 'demo');
  const waiting = async () => waitingOrders(await client());
  const answered = async (answer: string, which: string, more: object = {}): Promise<number> =>
    answerHeld(await client(), {
      answer,
      which,
      dryRun: false,
      tell: () => undefined,
      ...more,
    });

  /** An order that waits for a person, ten minutes after its element fell silent. */
  const held = async (): Promise<{ readonly id: string; readonly serviceOrder: string }> => {
    before = await stockLeft();
    await silent(10_000);
    const id = created(
      await runtime.fetchJson('agent', 'POST', orders, {
        relatedParty: [customerParty(operator.customer)],
        productOrderItem: [
          { id: '1', action: 'add', productOffering: { id: operator.mobile }, product: {} },
        ],
      }),
    );
    const monitors = '/tmf-api/ServiceActivationAndConfiguration/v4/monitor';
    await until(async () => {
      const order = await serviceOrderOf(id);
      const all: any[] = await get(runtime, `${monitors}?state=InProgress&limit=100`);
      return all.some(({ sourceHref }) => order !== undefined && sourceHref.endsWith(order.id));
    });
    await pass('PT11M');
    await until(async () => (await serviceOrderOf(id)).state === 'held');
    return { id, serviceOrder: (await serviceOrderOf(id)).id };
  };
  const ended = async (id: string): Promise<HttpAnswer['body']> => {
    await silent(0);
    await pass('PT5M');
    return untilEnded(runtime, id);
  };
  const expectUndone = async (order: HttpAnswer['body'], state: string): Promise<void> => {
    await pass('PT1H');
    await runtime.idle();
    const [{ product: line }] = order.productOrderItem;
    expect(order.state).toBe(state);
    expect((await get(runtime, `${product}/${line.id}`)).status).toBe(
      state === 'failed' ? 'aborted' : 'cancelled',
    );
    expect(await stockLeft()).toBe(before);
  };

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
  }, 240_000);
  afterEach(async () => {
    expect(await waiting()).toEqual([]);
    expect((await runtime.control('GET', 'dead-letters')).body).toEqual([]);
  });
  afterAll(() => runtime.stop());

  it('waits for a person, who sees it with its reason; a dry run answers nothing', async () => {
    const { id, serviceOrder } = await held();
    expect(await waiting()).toMatchObject([
      { order: serviceOrder, reason: expect.stringContaining('has not answered') },
    ]);
    expect(await answered('undo', 'all', { dryRun: true })).toBe(1);
    expect((await serviceOrderOf(id)).state).toBe('held');
    await answered('undo', serviceOrder, { note: 'the element is gone' });
    const order = await ended(id);
    await expectUndone(order, 'failed');
    expect(order.note.map(({ text }: any) => text).join('\n')).toContain('the element is gone');
  });

  it('is sent again and completes, once its element answers', async () => {
    const { id, serviceOrder } = await held();
    await silent(0);
    await answered('retry', serviceOrder);
    const order = await ended(id);
    expect(order.state).toBe('completed');
    const notes = (await serviceOrderOf(id)).note.map(({ text }: any) => text);
    expect(notes).toEqual([expect.stringContaining('held: '), 'answered: retry']);
  });

  it('is held again where its element is still silent', async () => {
    const { id, serviceOrder } = await held();
    const [first] = await waiting();
    await answered('retry', serviceOrder);
    await until(async () => (await serviceOrderOf(id)).state === 'inProgress');
    await until(async () => {
      await pass('PT11M');
      return (await waiting()).length === 1;
    });
    expect((await waiting())[0]?.id).not.toBe(first?.id);
    await silent(0);
    await answered('retry', 'all');
    expect((await ended(id)).state).toBe('completed');
  });

  it('goes on as if answered well where a person has configured the element', async () => {
    const { id, serviceOrder } = await held();
    await answered('skip', serviceOrder);
    await until(async () => (await get(runtime, `${orders}/${id}`)).state === 'completed');
    await ended(id);
  });

  it('goes on by itself where the answer comes late, once it is asked again', async () => {
    const { id, serviceOrder } = await held();
    await silent(0);
    await pass('PT5M');
    await runtime.idle();
    expect((await serviceOrderOf(id)).state).toBe('held');
    await answered('retry', serviceOrder);
    expect((await untilEnded(runtime, id)).state).toBe('completed');
  });

  it('is undone by a cancellation, and asks nobody any more', async () => {
    const { id } = await held();
    const [{ id: hold } = { id: '' }] = await waiting();
    created(await runtime.fetchJson('agent', 'POST', cancels, { productOrder: { id } }));
    await until(async () => (await waiting()).length === 0);
    await expectUndone(await ended(id), 'cancelled');
    expect((await get(runtime, `${heldOrders}/${hold}`)).state).toBe('withdrawn');
  });

  it('is undone by itself after a week without an answer', async () => {
    const { id } = await held();
    await silent(0);
    await pass('P7DT1H');
    await expectUndone(await ended(id), 'failed');
  });

  it('takes one answer, and only one that there is; of a customer it takes none', async () => {
    const { id, serviceOrder } = await held();
    const [{ id: hold } = { id: '' }] = await waiting();
    const patch = (role: 'operations' | 'customer', body: object) =>
      runtime.fetchJson(role, 'PATCH', `${heldOrders}/${hold}`, body);
    expect((await patch('operations', { answer: 'maybe' })).status).toBe(400);
    expect((await patch('operations', { note: 'so what' })).status).toBe(400);
    expect((await patch('customer', { answer: 'skip' })).status).toBe(403);
    await expect(answered('maybe', serviceOrder)).rejects.toThrow('retry, skip, undo');
    await expect(answered('skip', 'sord-none')).rejects.toThrow('Nothing of sord-none waits');
    await silent(0);
    expect((await patch('operations', { answer: 'retry' })).status).toBe(200);
    expect((await patch('operations', { answer: 'undo' })).status).toBe(409);
    expect((await ended(id)).state).toBe('completed');
  });
});
