import { setTimeout as pause } from 'node:timers/promises';
import type { TestRuntime } from '../harness/runtime.ts';
import { get, orders, post } from '../journeys/operator.ts';

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

/** A payment method of the party that pays: a payment and its refund use it. */
const methodOf = (runtime: TestRuntime, party: string): Promise<string> =>
  post(runtime, '/tmf-api/paymentMethod/v4/paymentMethod', {
    '@type': 'tokenizedCard',
    name: 'Visa',
    token: `tok-${party}`,
    lastFourDigits: '4242',
    expirationDate: '2036-12-31T00:00:00Z',
    relatedParty: { id: party, '@referredType': 'Individual' },
  });

/** The payment that a refund gives back, captured. */
async function refunded(runtime: TestRuntime, body: Body): Promise<Body> {
  const method = await methodOf(runtime, body['requestor'].id);
  const payment = await post(runtime, '/payment/v4/payment', {
    account: body['account'],
    totalAmount: body['totalAmount'],
    paymentMethod: { id: method },
  });
  await runtime.idle();
  return {
    ...body,
    payment: { ...body['payment'], id: payment },
    paymentMethod: { ...body['paymentMethod'], id: method },
  };
}

async function each(items: Body[], change: (item: Body) => Promise<Body>): Promise<Body[]> {
  const changed: Body[] = [];
  for (const item of items) changed.push(await change(item));
  return changed;
}

/** As long as an order of it is open: the network takes its time. */
const slowMs = 3_000;

/** A service whose configuration takes long enough for its order to be cancelled; the ids of it and of its offering. */
async function slow(runtime: TestRuntime) {
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
async function atWork(runtime: TestRuntime): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if ((await get(runtime, `${monitors}?state=InProgress`)).length > 0) return;
    await pause(20);
  }
  throw new Error('the network was asked for nothing');
}

const buyer = {
  id: 'buyer',
  role: 'customer',
  '@type': 'RelatedParty',
  '@referredType': 'Individual',
};

/** A file of the store, in place of the address that the sample has. */
async function ofFile(runtime: TestRuntime, body: Body): Promise<Body> {
  const { body: file } = await runtime.fetchJson('operations', 'POST', '/files/v1/file', {
    name: 'sample.json',
    contentType: 'application/json',
  });
  await fetch(file.uploadUrl, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '[]',
  });
  const { query: _query, path: _path, ...rest } = body;
  return { ...rest, url: file.href, contentType: 'application/json' };
}

/** A pool with one resource in stock, or out of it. */
async function stocked(runtime: TestRuntime, resourceStatus = 'available'): Promise<string> {
  const id = await post(runtime, '/tmf-api/resourceCatalog/v4/resourceSpecification', {
    name: 'Stocked',
  });
  await post(runtime, '/tmf-api/resourceInventoryManagement/v4/resource', {
    name: 'One',
    resourceStatus,
    resourceSpecification: { id },
  });
  return post(runtime, '/tmf-api/resourcePoolManagement/v4/resourcePool', {
    resourceSpecification: { id },
  });
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
  'TMF622 CancelProductOrder': async (runtime, body) => {
    const { offering } = await slow(runtime);
    const id = await post(runtime, orders, {
      relatedParty: [buyer],
      productOrderItem: [{ id: '1', action: 'add', productOffering: { id: offering } }],
    });
    await atWork(runtime);
    return { ...body, productOrder: { ...body['productOrder'], id } };
  },
  'TMF641 CancelServiceOrder': async (runtime, body) => {
    const { service } = await slow(runtime);
    const id = await post(runtime, '/tmf-api/serviceOrdering/v4/serviceOrder', {
      relatedParty: [buyer],
      serviceOrderItem: [
        {
          id: '1',
          action: 'add',
          service: { serviceType: 'CFS', serviceSpecification: { id: service } },
        },
      ],
    });
    await atWork(runtime);
    return { ...body, serviceOrder: { ...body['serviceOrder'], id } };
  },
  'TMF641 ServiceOrder': async (runtime, body) => ({
    ...body,
    serviceOrderItem: await each(body['serviceOrderItem'], (item) => ordered(runtime, item)),
  }),
  // The contract lists the classes of payment methods; an example of no class is none.
  'TMF670 PaymentMethod': (_runtime, body) => Promise.resolve({ ...body, '@type': 'cash' }),
  'TMF676 Payment': async (runtime, body) => ({
    ...body,
    paymentMethod: {
      ...body['paymentMethod'],
      id: await methodOf(runtime, body['payer'].id),
    },
  }),
  'TMF676 Refund': refunded,
  'TMF620 ImportJob': (runtime, body) => ofFile(runtime, body),
  'TMF620 ExportJob': (runtime, body) => ofFile(runtime, body),
  'TMF633 ImportJob': (runtime, body) => ofFile(runtime, body),
  'TMF633 ExportJob': (runtime, body) => ofFile(runtime, body),
  'TMF634 ImportJob': (runtime, body) => ofFile(runtime, body),
  'TMF634 ExportJob': (runtime, body) => ofFile(runtime, body),
  // To activate one takes a monitor; what is planned is made at once.
  'TMF640 Service': (_runtime, body) =>
    Promise.resolve({
      ...body,
      state: 'designed',
      // The inventory's contract wants the id that the activation's leaves out.
      supportingService: (body['supportingService'] ?? []).map((one: Body) => ({
        id: 'svc-part',
        ...one,
      })),
    }),
  'TMF685 Reservation': async (runtime, { validFor: _past, reservationPeriod: _too, ...body }) => ({
    ...body,
    reservationItem: [
      {
        id: '1',
        quantity: 1,
        relatedEntity: [
          { id: await stocked(runtime), role: 'pool', '@referredType': 'ResourcePool' },
        ],
      },
    ],
  }),
  'TMF685 Extract': async (runtime, body) => ({
    ...body,
    '@type': 'ResourceExtract',
    '@schemaLocation': 'https://example.org/ResourceExtract.schema.json',
    resourcePool: { id: await stocked(runtime) },
    quantity: 1,
  }),
  'TMF685 Push': async (runtime, body) => {
    const pool = { id: await stocked(runtime, 'suspended') };
    const { resourceSpecification } = await get(
      runtime,
      `/tmf-api/resourcePoolManagement/v4/resourcePool/${pool.id}`,
    );
    const all: Body[] = await get(
      runtime,
      '/tmf-api/resourceInventoryManagement/v4/resource?resourceStatus=suspended',
    );
    const own = all.filter((one) => one['resourceSpecification'].id === resourceSpecification.id);
    return {
      ...body,
      '@type': 'ResourcePush',
      '@schemaLocation': 'https://example.org/ResourcePush.schema.json',
      resourcePool: pool,
      resource: own.map(({ id }) => ({ id })),
    };
  },
  // TMF685 gives the check no attributes; ours is a subclass that names what is asked for.
  'TMF685 AvailabilityCheck': (_runtime, body) =>
    Promise.resolve({
      ...body,
      '@type': 'ResourceAvailabilityCheck',
      '@schemaLocation': 'https://example.org/ResourceAvailabilityCheck.schema.json',
      resourceSpecification: { id: 'rspec-none' },
    }),
};
