import type { HttpAnswer, TestRuntime } from '../harness/runtime.ts';

/** A small operator, made through the public APIs: one fibre, one mobile, a bundle of both, a site with ports, pools. */
export interface Operator {
  readonly fibre: string;
  readonly mobile: string;
  readonly bundle: string;
  readonly site: string;
  readonly customer: string;
  readonly portSpecification: string;
  readonly numberSpecification: string;
}

const base = {
  catalog: '/tmf-api/productCatalogManagement/v4',
  services: '/tmf-api/serviceCatalogManagement/v4',
  resources: '/tmf-api/resourceCatalog/v4',
  inventory: '/tmf-api/resourceInventoryManagement/v4',
};

export const created = (answer: HttpAnswer): string => {
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.id;
};

export const orders = '/tmf-api/productOrderingManagement/v4/productOrder';

/** Creates as operations and answers the id. */
export const post = async (runtime: TestRuntime, path: string, body: object): Promise<string> =>
  created(await runtime.fetchJson('operations', 'POST', path, body));

export const mapped = (name: string, from: string): object => ({
  name,
  charSpecRelationship: [{ relationshipType: 'mapsFrom', name: from }],
});

const free = (name: string, specification: string, more: object = {}): object => ({
  name,
  resourceStatus: 'available',
  resourceSpecification: { id: specification },
  ...more,
});

export const stock = async (
  runtime: TestRuntime,
  specification: string,
  names: readonly string[],
  more: object = {},
): Promise<void> => {
  await Promise.all(
    names.map((name) =>
      post(runtime, `${base.inventory}/resource`, free(name, specification, more)),
    ),
  );
};

export const numbered = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

const offered = async (
  runtime: TestRuntime,
  name: string,
  specification: object,
): Promise<string> => {
  const id = await post(runtime, `${base.catalog}/productSpecification`, {
    name,
    lifecycleStatus: 'Active',
    ...specification,
  });
  return post(runtime, `${base.catalog}/productOffering`, {
    name,
    lifecycleStatus: 'Launched',
    productSpecification: { id },
  });
};

export const makeOperator = async (runtime: TestRuntime): Promise<Operator> => {
  const portSpecification = await post(runtime, `${base.resources}/resourceSpecification`, {
    name: 'GPON port',
    resourceSpecCharacteristic: [
      { name: 'assignedAt', resourceSpecCharacteristicValue: [{ value: 'place' }] },
    ],
  });
  const addressSpecification = await post(runtime, `${base.resources}/resourceSpecification`, {
    name: 'IPv4 address',
  });
  const numberSpecification = await post(runtime, `${base.resources}/resourceSpecification`, {
    name: 'MSISDN',
  });
  const simSpecification = await post(runtime, `${base.resources}/resourceSpecification`, {
    name: 'SIM',
  });
  const access = await post(runtime, `${base.services}/serviceSpecification`, {
    name: 'GPON access',
    specCharacteristic: [mapped('lineRate', 'speed')],
    resourceSpecification: [{ id: portSpecification }],
  });
  const session = await post(runtime, `${base.services}/serviceSpecification`, {
    name: 'Internet session',
    specCharacteristic: [
      mapped('rate', 'speed'),
      {
        name: 'networkElement',
        characteristicValueSpecification: [{ value: 'bng-1', isDefault: true }],
      },
    ],
    resourceSpecification: [{ id: addressSpecification }],
    serviceSpecRelationship: [{ id: access, relationshipType: 'dependsOn' }],
  });
  const internet = await post(runtime, `${base.services}/serviceSpecification`, {
    name: 'Internet',
    specCharacteristic: [mapped('speed', 'downstreamSpeed')],
    serviceSpecRelationship: [access, session].map((id) => ({
      id,
      relationshipType: 'realizedBy',
    })),
  });
  const subscription = await post(runtime, `${base.services}/serviceSpecification`, {
    name: 'Mobile subscription',
    specCharacteristic: [
      {
        name: 'networkElement',
        characteristicValueSpecification: [{ value: 'hlr-1', isDefault: true }],
      },
    ],
    resourceSpecification: [{ id: numberSpecification }, { id: simSpecification }],
  });
  const voice = await post(runtime, `${base.services}/serviceSpecification`, {
    name: 'Mobile voice and data',
    serviceSpecRelationship: [{ id: subscription, relationshipType: 'realizedBy' }],
  });
  const fibre = await offered(runtime, 'Fibre', {
    serviceSpecification: [{ id: internet, name: 'Internet' }],
    resourceSpecification: [{ id: portSpecification, name: 'GPON port' }],
    productSpecCharacteristic: [
      {
        name: 'downstreamSpeed',
        productSpecCharacteristicValue: [
          { value: 100, isDefault: true },
          { value: 500 },
          { value: 1000 },
        ],
      },
    ],
  });
  const mobile = await offered(runtime, 'Mobile', {
    serviceSpecification: [{ id: voice, name: 'Mobile voice and data' }],
  });
  const bundle = await post(runtime, `${base.catalog}/productOffering`, {
    name: 'Converged',
    lifecycleStatus: 'Launched',
    isBundle: true,
    bundledProductOffering: [
      { id: fibre, name: 'Fibre' },
      { id: mobile, name: 'Mobile' },
    ],
  });
  const site = await post(runtime, '/tmf-api/geographicSiteManagement/v4/geographicSite', {
    name: 'High Street 1',
  });
  const place = {
    place: { id: site, role: 'installation' },
    resourceCharacteristic: [{ name: 'networkElement', value: 'olt-1' }],
  };
  await stock(runtime, portSpecification, numbered('port-', 20), place);
  await stock(runtime, addressSpecification, numbered('10.0.0.', 30));
  await stock(runtime, numberSpecification, numbered('+3247000000', 30), {
    resourceCharacteristic: [{ name: 'quarantineDays', value: 90 }],
  });
  await stock(runtime, simSpecification, numbered('8932000000', 30));
  const customer = await post(runtime, '/tmf-api/party/v4/individual', {
    givenName: 'Ada',
    familyName: 'Byron',
  });
  return { fibre, mobile, bundle, site, customer, portSpecification, numberSpecification };
};

export const customerParty = (id: string): object => ({
  id,
  '@referredType': 'Individual',
  role: 'customer',
});

/** Fibre and mobile for the operator's customer. */
export const bothLines = (operator: Operator, more: object = {}): object => ({
  relatedParty: [customerParty(operator.customer)],
  productOrderItem: [
    {
      id: '1',
      action: 'add',
      productOffering: { id: operator.fibre },
      product: { place: [{ id: operator.site, role: 'installation' }] },
    },
    { id: '2', action: 'add', productOffering: { id: operator.mobile } },
  ],
  ...more,
});

const ended = ['completed', 'failed', 'partial', 'cancelled', 'rejected'];

/** Orders and follows the order to its end, then waits until everything that hears of it is quiet. */
export const ordered = async (runtime: TestRuntime, body: object): Promise<HttpAnswer['body']> => {
  const id = created(await runtime.fetchJson('agent', 'POST', orders, body));
  return untilEnded(runtime, id);
};

export const untilEnded = async (runtime: TestRuntime, id: string): Promise<HttpAnswer['body']> => {
  for (let look = 0; look < 600; look += 1) {
    const { body } = await runtime.fetchJson('agent', 'GET', `${orders}/${id}`);
    if (ended.includes(body.state)) {
      await runtime.idle();
      return body;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  const { body } = await runtime.fetchJson('agent', 'GET', `${orders}/${id}`);
  throw new Error(`order ${id} did not end: ${JSON.stringify(body)}`);
};

export const get = async (runtime: TestRuntime, path: string): Promise<HttpAnswer['body']> =>
  (await runtime.fetchJson('operations', 'GET', path)).body;
