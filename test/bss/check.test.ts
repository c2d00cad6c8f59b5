import { describe, expect, it } from '@jest/globals';
import { faultsOf, withBundleParts } from '../../functions/bss/product-ordering/check.ts';

const at = '2026-06-01T00:00:00.000Z';
const specification = {
  id: 'spec',
  name: 'Broadband',
  resourceSpecification: [{ id: 'port' }],
  productSpecCharacteristic: [
    {
      name: 'speed',
      minCardinality: 1,
      productSpecCharacteristicValue: [{ value: 100 }, { value: 500 }],
    },
    { name: 'vlan', configurable: false },
  ],
};
const offering = (id: string, more: object = {}) => ({
  id,
  name: id,
  lifecycleStatus: 'Active',
  productSpecification: { id: 'spec' },
  ...more,
});
const offerings = [
  offering('fibre'),
  offering('draft', { lifecycleStatus: 'In test' }),
  offering('part', { isSellable: false }),
  offering('old', { validFor: { endDateTime: '2026-01-01T00:00:00.000Z' } }),
  offering('pack', { isBundle: true, bundledProductOffering: [{ id: 'part', name: 'part' }] }),
];
const known: any = {
  offerings: new Map(offerings.map((one) => [one.id, one])),
  specifications: new Map([['spec', specification]]),
  products: new Map([['gone', { id: 'gone', status: 'terminated' }]]),
};
const chosen = (value: unknown) => [{ name: 'speed', value }];
const add = (id: string, offer: string, product?: object) => ({
  id,
  action: 'add' as const,
  productOffering: { id: offer },
  ...(product && { product }),
});
const place = [{ id: 'site' }];
const faults = (...items: any[]) => faultsOf(items, known, at);

describe('an order', () => {
  it('has no fault when everything is as offered', () => {
    const product = { place, productCharacteristic: chosen(100) };
    expect(faults(add('1', 'fibre', product))).toEqual([]);
  });

  it('is told every fault of every line at once', () => {
    const wrong = {
      productCharacteristic: [...chosen(7), { name: 'vlan', value: 1 }, { name: 'hue', value: 2 }],
    };
    const found = faults(add('1', 'fibre', wrong), add('2', 'none'), { id: '3', action: 'delete' });
    expect(found).toEqual([
      'item 1: hue is no characteristic of Broadband; there are speed, vlan',
      'item 1: speed: 7 is not offered; there is 100, 500',
      'item 1: vlan cannot be chosen',
      'item 1: fibre needs product.place with the id of the site',
      'item 2: productOffering none does not exist',
      'item 3: product.id is required to delete a product',
    ]);
  });

  it.each([
    ['draft', 'only what is Active or Launched'],
    ['part', 'sold as part of a bundle only'],
    ['old', 'could be ordered until'],
  ])('cannot hold %s', (offer, reason) => {
    const product = { place, productCharacteristic: chosen(100) };
    expect(faults(add('1', offer, product)).join()).toContain(reason);
  });

  it('is told when a line names another specification than its offering has', () => {
    const product = { place, productSpecification: { id: 'other' } };
    expect(faults(add('1', 'fibre', product)).join()).toMatch(
      /item 1: productSpecification other is not that of/,
    );
  });

  it('cannot change what has ended', () => {
    const item = { id: '1', action: 'modify', product: { id: 'gone' } };
    expect(faults(item).join()).toContain('product gone is terminated');
  });

  it('gets the parts of a bundle that come by default, and a fault for a foreign one', () => {
    const whole = withBundleParts(add('1', 'pack'), known.offerings.get('pack'));
    expect(whole.productOrderItem).toMatchObject([{ id: '1.1', productOffering: { id: 'part' } }]);
    expect(withBundleParts(whole, known.offerings.get('pack'))).toEqual(whole);
    const foreign = { ...add('1', 'pack'), productOrderItem: [add('1.1', 'fibre')] };
    const found = faults(foreign).join();
    expect(found).toContain('fibre is not part of pack');
    expect(found).toContain('part must be there 1 to 1 times in pack, not 0');
  });
});
