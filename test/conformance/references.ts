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

const aBucket = (runtime: TestRuntime): Promise<string> =>
  post(runtime, '/tmf-api/prepayBalanceManagement/v4/bucket', {
    usageType: 'monetary',
    remainingValue: { amount: 100, units: 'EUR' },
    partyAccount: { id: 'acc1' },
  });

/** An action on a balance has its bucket. */
async function onBucket(runtime: TestRuntime, body: Body): Promise<Body> {
  return { ...body, bucket: { ...body['bucket'], id: await aBucket(runtime) } };
}

/**
 * What a sample refers to, made first where we check that it is there; the sample then has the ids that these got,
 * because the server gives them. Everything else that samples name lies outside of us, and is taken as it is.
 */
export const references: Record<string, Prepare> = {
  'TMF654 TopupBalance': onBucket,
  'TMF654 AdjustBalance': onBucket,
  'TMF654 ReserveBalance': onBucket,
  'TMF654 TransferBalance': async (runtime, body) => ({
    ...(await onBucket(runtime, body)),
    receiverBucket: { ...body['receiverBucket'], id: await aBucket(runtime) },
  }),
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
  // TMF685 gives the check no attributes; ours is a subclass that names what is asked for.
  'TMF685 AvailabilityCheck': (_runtime, body) =>
    Promise.resolve({
      ...body,
      '@type': 'ResourceAvailabilityCheck',
      '@schemaLocation': 'https://example.org/ResourceAvailabilityCheck.schema.json',
      resourceSpecification: { id: 'rspec-none' },
    }),
};
