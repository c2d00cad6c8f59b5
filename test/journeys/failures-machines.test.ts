import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Machine } from '../../statemachines/render.ts';
import { afterFailing, isUndo, machineOf, stepsOf } from '../../statemachines/render.ts';
import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import { startTestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { created, customerParty, get, makeOperator, orders, post, untilEnded } from './operator.ts';
import { flow, pause, serviceOrderOf, until } from './order-flow.ts';

const { cancels, product, service, resource, simulated } = flow;

const names = ['fulfil-product-order', 'provision-service-order'] as const;
type Name = (typeof names)[number];

const textOf = (name: Name): string =>
  readFileSync(join(process.cwd(), 'statemachines', name, `${name}.asl.json`), 'utf8');
const machines = Object.fromEntries(names.map((name) => [name, machineOf(textOf(name))])) as Record<
  Name,
  Machine
>;

/** The function and the step behind a state; behind a Map, those of its inner state. */
const stepBehind = (name: Name, state: string): { function: string; task: string } => {
  const of = (one: any): any => one.Parameters ?? of(Object.values(one.ItemProcessor.States)[0]);
  const { FunctionName, Payload } = of(JSON.parse(textOf(name)).States[state]);
  const [, capability] = /^\$\{tasks:(.+)\}$/.exec(FunctionName) ?? [];
  return { function: `strowger-local-${capability}-tasks`, task: Payload.task };
};

const tasksOf = (name: Name): readonly string[] =>
  Object.entries(machines[name].States).flatMap(([state, { Type }]) =>
    // An order that waits for a person is test/journeys/held.test.ts's.
    Type === 'Succeed' || state.startsWith('Hold ') ? [] : [state],
  );
const isForward = (name: Name, state: string): boolean => stepsOf(machines[name]).includes(state);

/** The last step on the way through whose failure leads to the state. */
const failingBefore = (name: Name, state: string): string => {
  const found = stepsOf(machines[name]).findLast((step) =>
    afterFailing(machines[name], step).includes(state),
  );
  if (found === undefined) throw new Error(`nothing leads to ${state}`);
  return found;
};

const passing = ['timeout', 'crash', 'throttle'] as const;

describe('the machines, on the runtime', () => {
  let runtime: TestRuntime;
  let operator: Operator;
  let client: SFNClient;
  let hlr: string;

  const fault = (name: Name, state: string, kind: string, times = 1) =>
    runtime.control('PUT', 'faults', { ...stepBehind(name, state), kind, times });
  const placed = async (offering: string): Promise<string> => {
    const place = [{ id: operator.site, role: 'installation' }];
    const line = { id: '1', action: 'add', productOffering: { id: offering }, product: { place } };
    return created(
      await runtime.fetchJson('agent', 'POST', orders, {
        relatedParty: [customerParty(operator.customer)],
        productOrderItem: [line],
      }),
    );
  };

  /** The states that the execution of an order went through, those of a Map's inside left out. */
  const way = async (name: Name, orderId: string): Promise<readonly string[]> => {
    const of =
      name === 'fulfil-product-order' ? orderId : (await serviceOrderOf(runtime, orderId)).id;
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({
        stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:strowger-local-${name}`,
        maxResults: 1000,
      }),
    );
    for (const { executionArn } of executions) {
      const { events = [] } = await client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      const input = events[0]?.executionStartedEventDetails?.input ?? '';
      if (!input.includes(`"id":"${of}"`)) continue;
      return events.flatMap(({ stateEnteredEventDetails: entered }) =>
        entered?.name !== undefined && entered.name in machines[name].States ? [entered.name] : [],
      );
    }
    throw new Error(`${name} has no execution of ${of}`);
  };

  const stockLeft = async (): Promise<readonly number[]> =>
    Promise.all(
      [`${operator.portSpecification}@${operator.site}`, `${operator.numberSpecification}@`].map(
        async (stock) =>
          (await get(runtime, `${resource}?stock=${stock}&limit=100&fields=none`)).length,
      ),
    );

  /** Nothing of the order is left: no product, no service, nothing in the network. */
  const expectUndone = async (order: HttpAnswer['body'], ended: string): Promise<void> => {
    const [{ state, product: line }] = order.productOrderItem;
    expect([order.state, state]).toEqual([ended, ended]);
    expect((await get(runtime, `${product}/${line.id}`)).status).toBe(
      ended === 'failed' ? 'aborted' : 'cancelled',
    );
    const [{ id }] = line.realizingService;
    const facing = await runtime.fetchJson('operations', 'GET', `${service}/${id}`);
    if (facing.status === 404) return;
    expect(facing.body.state).toBe('terminated');
    for (const inner of facing.body.supportingService ?? [])
      for (const config of await get(runtime, `${simulated}/networkConfig?serviceId=${inner.id}`))
        expect(config.present).toBe(false);
  };

  const letters = async (): Promise<unknown[]> =>
    (await runtime.control('GET', 'dead-letters')).body;
  const pass = (advance: string) => runtime.control('PUT', 'clock', { advance });
  /** The function takes nothing until it is well again. */
  const ill = (name: string, times = 10_000) =>
    runtime.control('PUT', 'faults', { function: `strowger-local-${name}`, kind: 'error', times });

  beforeAll(async () => {
    runtime = await startTestRuntime();
    operator = await makeOperator(runtime);
    hlr = await post(runtime, `${simulated}/networkElement`, { name: 'hlr-1' });
    client = new SFNClient({
      endpoint: runtime.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'root', secretAccessKey: 'x' },
    });
  }, 60_000);
  afterEach(() =>
    runtime.fetchJson('operations', 'PATCH', `${simulated}/networkElement/${hlr}`, {
      latencyMs: 0,
    }),
  );
  afterAll(async () => {
    client.destroy();
    await runtime.stop();
  });

  describe.each(names)('%s', (name) => {
    const machine = machines[name];
    const steps = stepsOf(machine);

    it.each([...steps])(
      'unwinds what was done, newest first, when "%s" fails for good',
      async (step) => {
        const before = await stockLeft();
        await fault(name, step, 'error');
        const id = await placed(operator.fibre);
        const order = await untilEnded(runtime, id);
        const done = steps.slice(0, steps.indexOf(step) + 1);
        expect(await way(name, id)).toEqual([...done, ...afterFailing(machine, step)]);
        await expectUndone(order, 'failed');
        expect(await stockLeft()).toEqual(before);
        expect(order.note[0].text).toContain('An error planned');
      },
    );

    const matrix = tasksOf(name).flatMap((state) =>
      passing.map((kind): [string, string] => [state, kind]),
    );
    it.each(matrix)('goes on where "%s" meets a %s once', async (state, kind) => {
      const before = await stockLeft();
      const forward = isForward(name, state);
      if (!forward) await fault(name, failingBefore(name, state), 'error');
      await fault(name, state, kind);
      const id = await placed(operator.mobile);
      const order = await untilEnded(runtime, id);
      if (forward) {
        const [{ product: line }] = order.productOrderItem;
        expect(order.state).toBe('completed');
        expect((await get(runtime, `${product}/${line.id}`)).status).toBe('active');
        expect(await way(name, id)).toEqual(steps);
      } else {
        const step = failingBefore(name, state);
        await expectUndone(order, 'failed');
        expect(await stockLeft()).toEqual(before);
        const done = steps.slice(0, steps.indexOf(step) + 1);
        expect(await way(name, id)).toEqual([...done, ...afterFailing(machine, step)]);
      }
    });
  });

  /** A step that is throttled twice stands for three seconds: time enough to change one's mind. */
  const provision: Name = 'provision-service-order';
  const cancellable = tasksOf(provision).filter((state) => !/unplanned/.test(state));
  it.each([...cancellable])(
    'unwinds an order that is cancelled while it stands at "%s"',
    async (state) => {
      const machine = machines[provision];
      const before = await stockLeft();
      const forward = isForward(provision, state);
      if (!forward) await fault(provision, failingBefore(provision, state), 'error');
      await fault(provision, state, 'throttle', 2);
      const id = await placed(operator.fibre);
      for (let look = 0; look < 200; look += 1) {
        const seen = await way(provision, id).catch((): readonly string[] => []);
        if (seen.includes(state)) break;
        await pause(20);
      }
      const answer = await runtime.fetchJson('agent', 'POST', cancels, { productOrder: { id } });
      const task = created(answer);
      const order = await untilEnded(runtime, id);
      await expectUndone(order, 'cancelled');
      expect(await stockLeft()).toEqual(before);
      expect((await get(runtime, `${cancels}/${task}`)).state).toBe('done');
      const went = await way(provision, id);
      if (state === machine.StartAt) expect(went).toEqual([machine.StartAt, 'Nothing to start']);
      else {
        expect(went.filter(isUndo)).toEqual(['Undo configure network', 'Undo assign resources']);
        expect(went.at(-1)).toBe('Fail or cancel service order');
      }
    },
  );

  it.each([
    ['before', 2],
    ['after', 0],
  ])(
    'waits no longer for the network once an order is cancelled, %s it was asked',
    async (_, times) => {
      const before = await stockLeft();
      await ill('network-simulator-events');
      await fault(provision, 'Configure network', 'throttle', times);
      const id = await placed(operator.mobile);
      const reached = (state: string) => async () =>
        (await way(provision, id).catch((): readonly string[] => [])).includes(state);
      await until(reached('Configure network'));
      created(await runtime.fetchJson('agent', 'POST', cancels, { productOrder: { id } }));
      await until(reached('Undo configure network'));
      await ill('network-simulator-events', 0);
      await pass('PT5M');
      await expectUndone(await untilEnded(runtime, id), 'cancelled');
      await pass('PT1H');
      await runtime.idle();
      expect(await stockLeft()).toEqual(before);
      expect(await letters()).toEqual([]);
    },
  );

  it('takes back what is still open where BSS gives an order up, even what OSS hears of later', async () => {
    const before = await stockLeft();
    await ill('service-ordering-events');
    const id = await placed(operator.mobile);
    await until(async () => (await get(runtime, `${orders}/${id}`)).state === 'inProgress');
    await pass('P30DT1M');
    await until(async () => (await get(runtime, `${orders}/${id}`)).state === 'failed');
    await until(async () => (await letters()).length === 1);
    await ill('service-ordering-events', 0);
    await pass('PT1H');
    await runtime.idle();
    expect(await serviceOrderOf(runtime, id)).toBeUndefined();
    await runtime.control('POST', 'dead-letters/redrive');
    await runtime.idle();
    expect((await serviceOrderOf(runtime, id)).state).toBe('cancelled');
    expect(await way(provision, id)).toEqual(['Plan services', 'Nothing to start']);
    await expectUndone(await get(runtime, `${orders}/${id}`), 'failed');
    expect(await stockLeft()).toEqual(before);
  });
});
