import type { Client } from './client.ts';
import { keyed, paths } from './paths.ts';
import type { ProductSpecifications, Ref, ResourceSpecifications } from './specifications.ts';
import {
  createProductSpecifications,
  createResourceSpecifications,
  createServiceSpecifications,
  entry,
  isChosen,
} from './specifications.ts';
import type { PlanTerms } from './tariffs.ts';
import { mobileTariff } from './tariffs.ts';

/** What is for sale, by the short name that the demonstration's orders use. */
export type Offerings = Readonly<Record<OfferingKey, Ref>>;
export type OfferingKey = SingleKey | 'converged';
type SingleKey =
  | 'fibre100'
  | 'fibre500'
  | 'fibre1000'
  | 'mobileS'
  | 'mobileM'
  | 'mobileL'
  | 'tv'
  | 'staticIp';

/** What can be had with fibre, what each costs a month, and what a bill calls it. */
const fibreOptions = {
  onlineSecurity: { name: 'online security', monthlyEur: 5 },
  onlineBackup: { name: 'online backup', monthlyEur: 5 },
  deviceProtection: { name: 'device protection', monthlyEur: 5 },
  technicalSupport: { name: 'technical support', monthlyEur: 5 },
  films: { name: 'films', monthlyEur: 10 },
} as const;
export type FibreOption = keyof typeof fibreOptions;
const fibreOptionNames = Object.keys(fibreOptions);

interface Sold {
  readonly key: SingleKey;
  readonly name: string;
  readonly of: keyof ProductSpecifications;
  readonly category: 'internet' | 'mobile' | 'television';
  readonly monthlyEur: number;
  readonly onceEur?: number;
  /** What is used beyond the month, where anything is counted. */
  readonly usage?: PlanTerms;
  /** Values of the specification's characteristics that the offering fixes. */
  readonly fixed: Readonly<Record<string, string | number>>;
}

const sold: readonly Sold[] = [
  {
    key: 'fibre100',
    name: 'Fibre 100',
    of: 'fibre',
    category: 'internet',
    monthlyEur: 25,
    onceEur: 49,
    fixed: { downloadSpeed: 100, uploadSpeed: 40 },
  },
  {
    key: 'fibre500',
    name: 'Fibre 500',
    of: 'fibre',
    category: 'internet',
    monthlyEur: 50,
    onceEur: 49,
    fixed: { downloadSpeed: 500, uploadSpeed: 200 },
  },
  {
    key: 'fibre1000',
    name: 'Fibre 1000',
    of: 'fibre',
    category: 'internet',
    monthlyEur: 60,
    onceEur: 0,
    fixed: { downloadSpeed: 1000, uploadSpeed: 500 },
  },
  {
    key: 'mobileS',
    name: 'Mobile S',
    of: 'mobile',
    category: 'mobile',
    monthlyEur: 5,
    usage: {
      minutes: 120,
      messages: 100,
      gigabytes: 5,
      perMinuteEur: 0.2,
      perMessageEur: 0.1,
      perGigabyteEur: 2,
    },
    fixed: { dataAllowance: 5 },
  },
  {
    key: 'mobileM',
    name: 'Mobile M',
    of: 'mobile',
    category: 'mobile',
    monthlyEur: 20,
    usage: {
      minutes: 600,
      messages: 500,
      gigabytes: 20,
      perMinuteEur: 0.16,
      perMessageEur: 0.08,
      perGigabyteEur: 1,
      keepsGigabytes: 20,
    },
    fixed: { dataAllowance: 20 },
  },
  {
    key: 'mobileL',
    name: 'Mobile L',
    of: 'mobile',
    category: 'mobile',
    monthlyEur: 30,
    usage: {
      minutes: 3000,
      messages: 3000,
      gigabytes: 100,
      perMinuteEur: 0.1,
      perMessageEur: 0.05,
      perGigabyteEur: 0.5,
    },
    fixed: { dataAllowance: 100 },
  },
  { key: 'tv', name: 'TV', of: 'television', category: 'television', monthlyEur: 10, fixed: {} },
  {
    key: 'staticIp',
    name: 'Static IP',
    of: 'staticAddress',
    category: 'internet',
    monthlyEur: 5,
    fixed: {},
  },
];

const monthly = {
  priceType: 'recurring',
  recurringChargePeriodType: 'month',
  recurringChargePeriodLength: 1,
} as const;

/** An option's price is one of the offering's, and holds where the option is chosen. */
const optionPrices = (price: (kind: string, value: number, rest: object) => Promise<Ref>) =>
  Object.entries(fibreOptions).map(([option, { name, monthlyEur }]) =>
    price(`${name} a month`, monthlyEur, {
      ...monthly,
      prodSpecCharValueUse: [
        { name: option, productSpecCharacteristicValue: [{ value: isChosen }] },
      ],
    }),
  );

const createPrices = async (client: Client, { name, ...one }: Sold): Promise<readonly Ref[]> => {
  const price = (kind: string, value: number, rest: object) =>
    entry(client, paths.productOfferingPrice, `${name}, ${kind}`, {
      price: { unit: 'EUR', value },
      ...rest,
    });
  return Promise.all([
    price('a month', one.monthlyEur, monthly),
    ...(one.of === 'fibre' ? optionPrices(price) : []),
    ...(one.onceEur === undefined
      ? []
      : [price('activation', one.onceEur, { priceType: 'oneTime' })]),
    ...(one.usage === undefined
      ? []
      : [
          price('calls, data and messages', one.usage.perGigabyteEur, {
            priceType: 'usage',
            unitOfMeasure: { amount: 1, units: 'GB' },
            prodSpecCharValueUse: [
              {
                name: 'tariff',
                productSpecCharacteristicValue: [{ value: mobileTariff(one.usage) }],
              },
            ],
          }),
        ]),
  ]);
};

const monthlyEurOf = (offering: OfferingKey): number =>
  sold.find(({ key }) => key === offering)?.monthlyEur ?? 0;

/** What single offerings and their options cost a month. */
export const monthlyPriceOf = (
  lines: readonly { readonly offering: OfferingKey; readonly options?: readonly FibreOption[] }[],
): number =>
  lines
    .flatMap(({ offering, options = [] }) => [
      monthlyEurOf(offering),
      ...options.map((option) => fibreOptions[option].monthlyEur),
    ])
    .reduce((total, one) => total + one, 0);

const createCategories = async (client: Client) => {
  const category = (name: string) => entry(client, paths.category, name, { isRoot: true });
  const [internet, mobile, television, bundles] = await Promise.all([
    category('Internet'),
    category('Mobile'),
    category('Television'),
    category('Bundles'),
  ] as const);
  await entry(client, paths.catalog, 'Consumer', {
    catalogType: 'ProductCatalog',
    category: [internet, mobile, television, bundles],
  });
  return { internet, mobile, television, bundles };
};

type Categories = Awaited<ReturnType<typeof createCategories>>;

const createOffering = async (
  client: Client,
  one: Sold,
  specifications: ProductSpecifications,
  categories: Categories,
): Promise<Ref> =>
  entry(client, paths.productOffering, one.name, {
    isBundle: false,
    isSellable: true,
    productSpecification: specifications[one.of],
    category: [categories[one.category]],
    productOfferingPrice: await createPrices(client, one),
    prodSpecCharValueUse: Object.entries(one.fixed).map(([name, value]) => ({
      name,
      productSpecCharacteristicValue: [{ value, isDefault: true }],
    })),
    productOfferingTerm: [{ name: 'Notice', duration: { amount: 1, units: 'month' } }],
  });

/** How often an offering stands in a bundle: at least, at most, and when nothing is said. */
const member = (offering: Ref, least: number, most: number, usual: number) => ({
  ...offering,
  bundledProductOfferingOption: {
    numberRelOfferLowerLimit: least,
    numberRelOfferUpperLimit: most,
    numberRelOfferDefault: usual,
  },
});

export interface Catalogue {
  readonly resources: ResourceSpecifications;
  readonly offerings: Offerings;
}

/** The whole catalogue, from what stands in the network to what is for sale. */
export const createCatalogue = async (client: Client): Promise<Catalogue> => {
  const [resources, categories] = await Promise.all([
    createResourceSpecifications(client),
    createCategories(client),
  ]);
  const services = await createServiceSpecifications(client, resources);
  const specifications = await createProductSpecifications(
    client,
    services,
    resources,
    fibreOptionNames,
  );
  const offered = await Promise.all(
    sold.map(
      async (one) =>
        [one.key, await createOffering(client, one, specifications, categories)] as const,
    ),
  );
  const single = (key: SingleKey): Ref => {
    const found = offered.find(([name]) => name === key)?.[1];
    if (found === undefined) throw new Error(`there is no offering ${key}`);
    return found;
  };
  const discount = await client.post(
    paths.productOfferingPrice,
    {
      name: 'Converged, discount',
      lifecycleStatus: 'Active',
      version: '1.0',
      priceType: 'discount',
      percentage: 10,
      recurringChargePeriodType: 'month',
      recurringChargePeriodLength: 1,
    },
    keyed(paths.productOfferingPrice, 'Converged, discount'),
  );
  const converged = await entry(client, paths.productOffering, 'Converged', {
    description: 'Fibre, one to five mobiles, and TV if you like',
    isBundle: true,
    isSellable: true,
    category: [categories.bundles],
    productOfferingPrice: [{ id: discount.id, name: 'Converged, discount' }],
    bundledProductOffering: [
      member(single('fibre500'), 1, 1, 1),
      member(single('mobileM'), 1, 5, 1),
      member(single('tv'), 0, 1, 0),
    ],
  });
  return {
    resources,
    offerings: {
      fibre100: single('fibre100'),
      fibre500: single('fibre500'),
      fibre1000: single('fibre1000'),
      mobileS: single('mobileS'),
      mobileM: single('mobileM'),
      mobileL: single('mobileL'),
      tv: single('tv'),
      staticIp: single('staticIp'),
      converged,
    },
  };
};
