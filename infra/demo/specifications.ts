import type { Client } from './client.ts';
import { keyed, paths } from './paths.ts';

/** A reference to something that was created. */
export interface Ref {
  readonly id: string;
  readonly name: string;
}

type Value = string | number;

/** Creates a named entry once, in use from the start, and answers a reference to it. */
export const entry = async (
  client: Client,
  path: string,
  name: string,
  rest: object,
): Promise<Ref> => {
  const body = { name, lifecycleStatus: 'Active', version: '1.0', ...rest };
  const { id } = await client.post(path, body, keyed(path, name));
  return { id, name };
};

const typeOf = (value: Value): string => (typeof value === 'number' ? 'number' : 'string');

/** A characteristic of a service: it takes its value from one upstream, else its default. */
const mapped = (name: string, from: string | undefined, value: Value) => ({
  name,
  valueType: typeOf(value),
  configurable: true,
  characteristicValueSpecification: [{ value, isDefault: true }],
  ...(from !== undefined && {
    charSpecRelationship: [{ relationshipType: 'mapsFrom', name: from }],
  }),
});

const onElement = (name: string) => mapped('networkElement', undefined, name);

/** The elements of the core that no site has: the mobile register, the gateway of the Internet, the television head-end. */
export const coreElements = ['hss-1', 'bng-1', 'iptv-1'] as const;
const [mobileRegister, internetGateway, televisionHeadEnd] = coreElements;

export interface ResourceSpecifications {
  readonly port: Ref;
  readonly number: Ref;
  readonly sim: Ref;
  readonly address: Ref;
  readonly terminal: Ref;
}

/** The kinds of things in the network. A port is taken where the customer is, the others from their pools. */
export const createResourceSpecifications = async (
  client: Client,
): Promise<ResourceSpecifications> => {
  const specification = (name: string, category: string, rest: object = {}) =>
    entry(client, paths.resourceSpecification, name, { category, ...rest });
  const atPlace = {
    resourceSpecCharacteristic: [
      {
        name: 'assignedAt',
        valueType: 'string',
        configurable: false,
        resourceSpecCharacteristicValue: [{ value: 'place', isDefault: true }],
      },
    ],
  };
  const [port, number, sim, address, terminal] = await Promise.all([
    specification('GPON port', 'Access', atPlace),
    specification('MSISDN', 'Number'),
    specification('SIM', 'Card'),
    specification('IPv4 address', 'Address'),
    specification('Optical line terminal', 'Access'),
  ]);
  return { port, number, sim, address, terminal };
};

/** Services that only the network sees, each with the resources it takes and the element it is configured on. */
const createResourceFacing = async (client: Client, resources: ResourceSpecifications) => {
  const specification = (name: string, rest: object) =>
    entry(client, paths.serviceSpecification, name, { description: 'Resource-facing', ...rest });
  const [access, subscription, television, staticAddress] = await Promise.all([
    specification('GPON access', {
      resourceSpecification: [resources.port],
      specCharacteristic: [
        mapped('downstreamRate', 'downloadSpeed', 100),
        mapped('upstreamRate', 'uploadSpeed', 40),
      ],
    }),
    specification('Mobile subscription', {
      resourceSpecification: [resources.number, resources.sim],
      specCharacteristic: [
        mapped('dataQuota', 'dataAllowance', 5),
        mapped('roamingProfile', 'roaming', 'EU'),
        onElement(mobileRegister),
      ],
    }),
    specification('IPTV', {
      specCharacteristic: [
        mapped('channelPackage', 'channels', 'Basic'),
        onElement(televisionHeadEnd),
      ],
    }),
    specification('Static address', {
      resourceSpecification: [resources.address],
      specCharacteristic: [mapped('addressKind', undefined, 'static'), onElement(internetGateway)],
    }),
  ]);
  const session = await specification('Internet session', {
    resourceSpecification: [resources.address],
    serviceSpecRelationship: [{ ...access, relationshipType: 'dependsOn' }],
    specCharacteristic: [mapped('sessionRate', 'downloadSpeed', 100), onElement(internetGateway)],
  });
  return { access, session, subscription, television, staticAddress };
};

export interface ServiceSpecifications {
  readonly fibre: Ref;
  readonly mobile: Ref;
  readonly television: Ref;
  readonly staticAddress: Ref;
}

/** Services that customers see, each realised by one or more that the network sees. */
export const createServiceSpecifications = async (
  client: Client,
  resources: ResourceSpecifications,
): Promise<ServiceSpecifications> => {
  const inner = await createResourceFacing(client, resources);
  const specification = (name: string, by: readonly Ref[], characteristics: readonly object[]) =>
    entry(client, paths.serviceSpecification, name, {
      description: 'Customer-facing',
      serviceSpecRelationship: by.map((one) => ({ ...one, relationshipType: 'realizedBy' })),
      specCharacteristic: characteristics,
    });
  const [fibre, mobile, television, staticAddress] = await Promise.all([
    specification(
      'Fibre access',
      [inner.access, inner.session],
      [mapped('downloadSpeed', undefined, 100), mapped('uploadSpeed', undefined, 40)],
    ),
    specification(
      'Mobile voice and data',
      [inner.subscription],
      [mapped('dataAllowance', undefined, 5), mapped('roaming', undefined, 'EU')],
    ),
    specification('TV', [inner.television], [mapped('channels', 'package', 'Basic')]),
    specification('Static IP', [inner.staticAddress], []),
  ]);
  return { fibre, mobile, television, staticAddress };
};

const chosenFrom = (name: string, values: readonly Value[]) => ({
  name,
  valueType: typeOf(values[0] ?? ''),
  configurable: true,
  minCardinality: 0,
  maxCardinality: 1,
  productSpecCharacteristicValue: values.map((value, index) => ({ value, isDefault: index === 0 })),
});

export type ProductSpecifications = ServiceSpecifications;

/** The value of an option's characteristic where it is wanted. */
export const isChosen = 'Yes';

/** The products, with what can be chosen of each. */
export const createProductSpecifications = async (
  client: Client,
  services: ServiceSpecifications,
  { port }: ResourceSpecifications,
  fibreOptions: readonly string[],
): Promise<ProductSpecifications> => {
  const specification = (name: string, service: Ref, rest: object) =>
    entry(client, paths.productSpecification, name, {
      brand: 'Strowger Telecom',
      serviceSpecification: [service],
      ...rest,
    });
  const [fibre, mobile, television, staticAddress] = await Promise.all([
    specification('Fibre Internet', services.fibre, {
      resourceSpecification: [port],
      productSpecCharacteristic: [
        chosenFrom('downloadSpeed', [100, 500, 1000]),
        chosenFrom('uploadSpeed', [40, 200, 500]),
        ...fibreOptions.map((name) => chosenFrom(name, ['No', isChosen])),
      ],
    }),
    specification('Mobile', services.mobile, {
      productSpecCharacteristic: [
        chosenFrom('dataAllowance', [5, 20, 100]),
        chosenFrom('roaming', ['EU', 'World', 'None']),
      ],
    }),
    specification('Television', services.television, {
      productSpecCharacteristic: [chosenFrom('package', ['Basic', 'Plus', 'Max'])],
    }),
    specification('Static IP address', services.staticAddress, {}),
  ]);
  return { fibre, mobile, television, staticAddress };
};
