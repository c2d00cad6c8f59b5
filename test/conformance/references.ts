import type { TestRuntime } from '../harness/runtime.ts';
import { post } from '../journeys/operator.ts';

type Body = Record<string, any>;
type Prepare = (runtime: TestRuntime, body: Body) => Promise<Body>;

const catalog = '/tmf-api/productCatalogManagement/v4';
const services = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
const inventory = '/tmf-api/serviceInventory/v4/service';

/** An offering with the characteristics that a line chooses, so that order capture finds all of them orderable. */
async function offered(runtime: TestRuntime, item: Body): Promise<Body> {
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
async function ordered(runtime: TestRuntime, item: Body): Promise<Body> {
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

/** A service whose element takes its time, so that there is something left to cancel. */
async function slowService(runtime: TestRuntime): Promise<string> {
  await post(runtime, '/network-simulator/v1/networkElement', { name: 'slow', latencyMs: 1500 });
  const element = [{ value: 'slow', isDefault: true }];
  const inner = await post(runtime, services, {
    name: 'Slow line',
    specCharacteristic: [{ name: 'networkElement', characteristicValueSpecification: element }],
  });
  return post(runtime, services, {
    name: 'Slow service',
    serviceSpecRelationship: [{ id: inner, relationshipType: 'realizedBy' }],
  });
}

async function openProductOrder(runtime: TestRuntime): Promise<string> {
  const specification = await post(runtime, `${catalog}/productSpecification`, {
    name: 'Slow product',
    serviceSpecification: [{ id: await slowService(runtime) }],
  });
  const offering = await post(runtime, `${catalog}/productOffering`, {
    name: 'Slow product',
    lifecycleStatus: 'Launched',
    productSpecification: { id: specification },
  });
  return post(runtime, '/tmf-api/productOrderingManagement/v4/productOrder', {
    relatedParty: [{ id: 'ind-slow', '@referredType': 'Individual', role: 'customer' }],
    productOrderItem: [{ id: '1', action: 'add', productOffering: { id: offering } }],
  });
}

async function openServiceOrder(runtime: TestRuntime): Promise<string> {
  const service = { serviceSpecification: { id: await slowService(runtime) } };
  return post(runtime, '/tmf-api/serviceOrdering/v4/serviceOrder', {
    serviceOrderItem: [{ id: '1', action: 'add', service }],
  });
}

async function each(items: Body[], change: (item: Body) => Promise<Body>): Promise<Body[]> {
  const changed: Body[] = [];
  for (const item of items) changed.push(await change(item));
  return changed;
}

/**
 * What a sample refers to, made first where we check that it is there; the sample then has the ids that these got,
 * because the server gives them. Everything else that samples name lies outside of us, and is taken as it is.
 */
export const references: Record<string, Prepare> = {
  'TMF622 ProductOrder': async (runtime, body) => ({
    ...body,
    productOrderItem: await each(body['productOrderItem'], (item) => offered(runtime, item)),
  }),
  'TMF641 ServiceOrder': async (runtime, body) => ({
    ...body,
    serviceOrderItem: await each(body['serviceOrderItem'], (item) => ordered(runtime, item)),
  }),
  'TMF622 CancelProductOrder': async (runtime, body) => ({
    ...body,
    productOrder: { ...body['productOrder'], id: await openProductOrder(runtime) },
  }),
  'TMF641 CancelServiceOrder': async (runtime, body) => ({
    ...body,
    serviceOrder: { ...body['serviceOrder'], id: await openServiceOrder(runtime) },
  }),
  // TMF685 gives the check no attributes; ours is a subclass that names what is asked for.
  'TMF685 AvailabilityCheck': (_runtime, body) =>
    Promise.resolve({
      ...body,
      '@type': 'ResourceAvailabilityCheck',
      '@schemaLocation': 'https://example.org/ResourceAvailabilityCheck.schema.json',
      resourceSpecification: { id: 'rspec-none' },
    }),
};
