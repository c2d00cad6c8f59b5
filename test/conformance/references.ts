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
  // TMF685 gives the check no attributes; ours is a subclass that names what is asked for.
  'TMF685 AvailabilityCheck': (_runtime, body) =>
    Promise.resolve({
      ...body,
      '@type': 'ResourceAvailabilityCheck',
      '@schemaLocation': 'https://example.org/ResourceAvailabilityCheck.schema.json',
      resourceSpecification: { id: 'rspec-none' },
    }),
};
