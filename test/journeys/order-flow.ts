import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';
import type { Operator } from './operator.ts';
import { created, customerParty, get, orders } from './operator.ts';

/** Where the order flow shows itself. */
export const flow = {
  cancels: '/tmf-api/productOrderingManagement/v4/cancelProductOrder',
  product: '/tmf-api/productInventory/v4/product',
  service: '/tmf-api/serviceInventory/v4/service',
  resource: '/tmf-api/resourceInventoryManagement/v4/resource',
  serviceOrders: '/tmf-api/serviceOrdering/v4/serviceOrder',
  serviceCancels: '/tmf-api/serviceOrdering/v4/cancelServiceOrder',
  simulated: '/network-simulator/v1',
} as const;

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Looks again and again until it is so. */
export const until = async (what: () => Promise<boolean>): Promise<void> => {
  for (let look = 0; look < 600; look += 1) {
    if (await what()) return;
    await pause(30);
  }
  throw new Error('it did not come');
};

/** An order of the operator's customer with one line. */
export const oneLine = (operator: Operator, action: string, of: object): object => ({
  relatedParty: [customerParty(operator.customer)],
  productOrderItem: [{ id: '1', action, ...of }],
});

/** Orders as an agent, and does not wait. */
export const placed = async (runtime: TestRuntime, body: object): Promise<string> =>
  created(await runtime.fetchJson('agent', 'POST', orders, body));

/** The next invocations of a function fail so. */
export const fault = (
  runtime: TestRuntime,
  name: string,
  kind: string,
  times = 1,
): Promise<HttpAnswer> =>
  runtime.control('PUT', 'faults', { function: `strowger-local-${name}`, kind, times });

/** How an element of the network behaves from now on. */
export const behave = (runtime: TestRuntime, element: string, how: object): Promise<HttpAnswer> =>
  runtime.fetchJson('operations', 'PATCH', `${flow.simulated}/networkElement/${element}`, how);

export const freeNumbers = async (runtime: TestRuntime, operator: Operator): Promise<number> => {
  const query = `stock=${operator.numberSpecification}@&limit=100&fields=none`;
  return (await get(runtime, `${flow.resource}?${query}`)).length;
};

/** The service order of a line of a product order. */
export const serviceOrderOf = async (
  runtime: TestRuntime,
  orderId: string,
  item = '1',
): Promise<HttpAnswer['body']> => {
  const query = `externalId=${encodeURIComponent(`${orderId}/${item}`)}`;
  return (await get(runtime, `${flow.serviceOrders}?${query}`))[0];
};

/** What the network holds of a line. */
export const configsOf = async (
  runtime: TestRuntime,
  line: HttpAnswer['body'],
): Promise<HttpAnswer['body'][]> => {
  const facing = await get(runtime, `${flow.service}/${line.realizingService[0].id}`);
  const found = await Promise.all(
    (facing.supportingService ?? []).map(({ id }: { id: string }) =>
      get(runtime, `${flow.simulated}/networkConfig?serviceId=${id}`),
    ),
  );
  return found.flat();
};
