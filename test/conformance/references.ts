import { ownerAmong } from '../../functions/kernel/tmf/resource.ts';
import type { TestRuntime } from '../harness/runtime.ts';
import { accountOf } from '../journeys/billing.ts';
import { orders, post, stock } from '../journeys/operator.ts';
import { atWork, offered, ordered, slow } from './ordered.ts';

type Body = Record<string, any>;
type Prepare = (runtime: TestRuntime, body: Body) => Promise<Body>;

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

const resources = '/tmf-api/resourceInventoryManagement/v4/resource';

/** A pool of two numbers, and their specification. */
async function pool(runtime: TestRuntime): Promise<{ id: string; specification: string }> {
  const specification = await post(runtime, '/tmf-api/resourceCatalog/v4/resourceSpecification', {
    name: 'Number',
  });
  await stock(runtime, specification, ['one', 'two']);
  const id = await post(runtime, '/tmf-api/resourcePoolManagement/v4/resourcePool', {
    resourceSpecification: { id: specification },
    capacity: [{ plannedOrActualCapacity: 'actual', capacityAmount: { capacityAmount: '2' } }],
  });
  return { id, specification };
}

/** TMF685 gives extract and push no attributes; ours are subclasses that name the pool. */
const movement = (name: string): Body => ({
  '@type': `Resource${name}`,
  '@schemaLocation': `https://example.org/Resource${name}.schema.json`,
});

const files = '/files/v1/file';
const catalogue = '/tmf-api/productCatalogManagement/v4';

/** A file of the exchange that holds no rows. */
async function emptyFile(runtime: TestRuntime): Promise<string> {
  const place = { name: 'catalogue', contentType: 'application/json' };
  const { body } = await runtime.fetchJson('operations', 'POST', files, place);
  const headers = { 'content-type': place.contentType };
  await fetch(body.uploadUrl, { method: 'PUT', headers, body: '[]' });
  return body.href;
}

/** The samples name files and catalogues of their own; a job takes files of the exchange and kinds of its API. */
const job =
  (path: string): Prepare =>
  async (runtime, { query: _, errorLog: __, ...body }) => ({
    ...body,
    path,
    contentType: 'application/json',
    url: await emptyFile(runtime),
  });

const cycles = '/tmf-api/accountManagement/v4/billingCycleSpecification';

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
  'TMF620 ProductOffering': async (runtime, body) => {
    const specification = await post(runtime, `${catalogue}/productSpecification`, { name: 'one' });
    const part = await post(runtime, `${catalogue}/productOffering`, { name: 'part' });
    return {
      ...body,
      productSpecification: { ...body['productSpecification'], id: specification },
      bundledProductOffering: [{ ...body['bundledProductOffering'][0], id: part }],
    };
  },
  'TMF620 ProductSpecification': async (runtime, body) => {
    const [service, resource, part] = [
      await post(runtime, '/tmf-api/serviceCatalogManagement/v4/serviceSpecification', {
        name: 'realises',
      }),
      await post(runtime, '/tmf-api/resourceCatalog/v4/resourceSpecification', { name: 'stock' }),
      await post(runtime, `${catalogue}/productSpecification`, { name: 'part' }),
    ];
    return {
      ...body,
      serviceSpecification: [{ ...body['serviceSpecification'][0], id: service }],
      resourceSpecification: [{ ...body['resourceSpecification'][0], id: resource }],
      bundledProductSpecification: [{ ...body['bundledProductSpecification'][0], id: part }],
    };
  },
  'TMF620 ExportJob': job('category'),
  'TMF620 ImportJob': job('category'),
  'TMF622 ProductOrder': async (runtime, body) => {
    const account = await accountOf(
      runtime,
      ownerAmong(body['relatedParty']) ?? buyer.id,
      'Customer',
    );
    return {
      ...body,
      productOrderItem: await each(body['productOrderItem'], async (item) => ({
        ...(await offered(runtime, item)),
        ...(item['billingAccount'] && {
          billingAccount: { ...item['billingAccount'], id: account },
        }),
      })),
    };
  },
  'TMF622 CancelProductOrder': async (runtime, body) => {
    const { offering } = await slow(runtime);
    const id = await post(runtime, orders, {
      relatedParty: [buyer],
      productOrderItem: [{ id: '1', action: 'add', productOffering: { id: offering } }],
    });
    await atWork(runtime);
    return { ...body, productOrder: { ...body['productOrder'], id } };
  },
  'TMF633 ExportJob': job('serviceCategory'),
  'TMF633 ImportJob': job('serviceCategory'),
  'TMF634 ExportJob': job('resourceCategory'),
  'TMF634 ImportJob': job('resourceCategory'),
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
  'TMF666 BillingAccount': async (runtime, body) => {
    const known = { name: 'Monthly', frequency: 'monthly' };
    const cycleSpecification = {
      ...body['billStructure'].cycleSpecification,
      id: await post(runtime, cycles, known),
    };
    return { ...body, billStructure: { ...body['billStructure'], cycleSpecification } };
  },
  // Of an open text, only what bills can follow is taken.
  'TMF666 BillingCycleSpecification': (_runtime, body) =>
    Promise.resolve({ ...body, frequency: 'monthly' }),
  'TMF671 Promotion': (_runtime, { pattern: [pattern], ...body }) =>
    Promise.resolve({
      ...body,
      pattern: [
        {
          ...pattern,
          action: [{ ...pattern.action[0], actionType: 'percentageDiscount', actionValue: '10' }],
          criteriaGroup: [
            {
              ...pattern.criteriaGroup[0],
              criteria: [
                {
                  ...pattern.criteriaGroup[0].criteria[0],
                  criteriaParameter: 'monthsActive',
                  criteriaOperator: 'lt',
                  criteriaValue: '3',
                },
              ],
            },
          ],
        },
      ],
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
  // A service that is to be active is answered 202, with a monitor to follow; a planned one is there at once.
  'TMF640 Service': (_runtime, body) => Promise.resolve({ ...body, state: 'designed' }),
  'TMF685 Extract': async (runtime, body) => ({
    ...body,
    ...movement('Extract'),
    resourcePool: { id: (await pool(runtime)).id },
    quantity: 1,
  }),
  'TMF685 Push': async (runtime, body) => {
    const { id, specification } = await pool(runtime);
    const resource = await post(runtime, resources, {
      name: 'new',
      resourceStatus: 'suspended',
      resourceSpecification: { id: specification },
    });
    return { ...body, ...movement('Push'), resourcePool: { id }, resource: [{ id: resource }] };
  },
  'TMF685 Reservation': async (runtime, { validFor: _, reservationPeriod: __, ...body }) => ({
    ...body,
    reservationItem: [
      {
        quantity: 1,
        relatedEntity: [
          { id: (await pool(runtime)).id, role: 'pool', '@referredType': 'ResourcePool' },
        ],
      },
    ],
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
