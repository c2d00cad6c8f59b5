import { setTimeout as pause } from 'node:timers/promises';
import type { TestRuntime } from '../harness/runtime.ts';
import { get, post } from '../journeys/operator.ts';

type Body = Record<string, any>;

const catalog = '/tmf-api/productCatalogManagement/v4';
const services = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
const inventory = '/tmf-api/serviceInventory/v4/service';

/** An offering with the characteristics that a line chooses, so that order capture finds all of them orderable. */
export async function offered(runtime: TestRuntime, item: Body): Promise<Body> {
  const product: Body = item['product'];
  const { name, version } = product['productSpecification'] ?? {
    name: item['productOffering'].name,
  };
  const specification = await post(runtime, `${catalog}/productSpecification`, {
    name,
    version,
    lifecycleStatus: 'Active',
    productSpecCharacteristic: (product['productCharacteristic'] ?? []).map((one: Body) => ({
      name: one['name'],
      valueType: one['valueType'],
      extensible: true,
    })),
  });
  const id = await post(runtime, `${catalog}/productOffering`, {
    name: item['productOffering'].name,
    lifecycleStatus: 'Launched',
    productSpecification: { id: specification },
  });
  return {
    ...item,
    productOffering: { ...item['productOffering'], id },
    ...(product['productSpecification'] !== undefined && {
      product: {
        ...product,
        productSpecification: { ...product['productSpecification'], id: specification },
      },
    }),
  };
}

/** What a line of a service order adds has a specification; what it changes is a service that exists. */
export async function ordered(runtime: TestRuntime, item: Body): Promise<Body> {
  const service: Body = item['service'];
  const { name = 'Known', version } = service['serviceSpecification'] ?? {};
  const id = await post(runtime, services, {
    name,
    version,
    specCharacteristic: (service['serviceCharacteristic'] ?? []).map((one: Body) => ({
      name: one['name'],
      valueType: one['valueType'],
    })),
  });
  if (item['action'] !== 'add') {
    const serviceSpecification = { id, name };
    const known = { name, state: 'active', serviceType: 'CFS', serviceSpecification };
    return { ...item, service: { ...service, id: await post(runtime, inventory, known) } };
  }
  return {
    ...item,
    service: {
      ...service,
      serviceSpecification: { ...service['serviceSpecification'], id },
    },
  };
}

/** As long as an order of it is open: the network takes its time. */
const slowMs = 3_000;

/** A service whose configuration takes long enough for its order to be cancelled; the ids of it and of its offering. */
export async function slow(runtime: TestRuntime) {
  const element = { name: 'slow', latencyMs: slowMs };
  await post(runtime, '/network-simulator/v1/networkElement', element);
  const inner = await post(runtime, services, {
    name: 'Slow access',
    specCharacteristic: [
      {
        name: 'networkElement',
        characteristicValueSpecification: [{ value: element.name, isDefault: true }],
      },
    ],
  });
  const service = await post(runtime, services, {
    name: 'Slow service',
    serviceSpecRelationship: [{ id: inner, relationshipType: 'realizedBy' }],
  });
  const specification = await post(runtime, `${catalog}/productSpecification`, {
    name: 'Slow product',
    lifecycleStatus: 'Active',
    serviceSpecification: [{ id: service, name: 'Slow service' }],
  });
  const offering = await post(runtime, `${catalog}/productOffering`, {
    name: 'Slow product',
    lifecycleStatus: 'Launched',
    productSpecification: { id: specification },
  });
  return { service, offering };
}

const monitors = '/tmf-api/ServiceActivationAndConfiguration/v4/monitor';

/** Waits until the network is at work, so that a cancellation always finds an order in the middle of it. */
export async function atWork(runtime: TestRuntime): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if ((await get(runtime, `${monitors}?state=InProgress`)).length > 0) return;
    await pause(20);
  }
  throw new Error('the network was asked for nothing');
}
