import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { planOf } from '../../functions/oss/service-ordering/plan.ts';
import { mappedCharacteristics } from '../../functions/oss/service-ordering/planned.ts';
import { inWaves } from '../../functions/oss/service-ordering/waves.ts';

const command = (specificationId: string, after: string[], action: 'add' | 'delete' = 'add') => ({
  serviceId: `${action}-${specificationId}`,
  name: specificationId,
  action,
  characteristics: [],
  specificationId,
  after,
});

/** Each command may depend on those before it alone, so that there is no circle. */
const acyclic = fc
  .array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((all) =>
    all.map((after, index) => ({
      id: `s${index}`,
      after: after.filter((other) => other < index).map((other) => `s${other}`),
    })),
  );
const place = (waves: ReturnType<typeof inWaves>, id: string) =>
  waves.findIndex((wave) => wave.some(({ serviceId }) => serviceId === id));

describe('the waves', () => {
  it('hold every command once, each after all that it depends on; ends in the opposite order', () => {
    fc.assert(
      fc.property(acyclic, (all) => {
        const waves = inWaves([
          ...all.map(({ id, after }) => command(id, after)),
          ...all.map(({ id, after }) => command(id, after, 'delete')),
        ]);
        expect(waves.flat()).toHaveLength(2 * all.length);
        for (const { id, after } of all)
          for (const other of after) {
            expect(place(waves, `add-${id}`)).toBeGreaterThan(place(waves, `add-${other}`));
            expect(place(waves, `delete-${id}`)).toBeLessThan(place(waves, `delete-${other}`));
          }
      }),
    );
  });

  it('refuse a circle and name it', () => {
    expect(() => inWaves([command('a', ['b']), command('b', ['a'])])).toThrow(
      'a, b depend on each other in a circle',
    );
  });
});

const cfs = {
  id: 'cfs',
  name: 'Internet',
  specCharacteristic: [
    {
      name: 'bandwidth',
      charSpecRelationship: [{ relationshipType: 'mapsFrom', name: 'speed' }],
    },
    { name: 'priority', characteristicValueSpecification: [{ value: 3, isDefault: true }] },
  ],
  serviceSpecRelationship: [
    { id: 'access', relationshipType: 'realizedBy' },
    { id: 'ip', relationshipType: 'realizedBy' },
  ],
};
const access = {
  id: 'access',
  name: 'Access line',
  specCharacteristic: [{ name: 'bandwidth' }],
  resourceSpecification: [{ id: 'port' }],
};
const ip = {
  id: 'ip',
  name: 'IP',
  serviceSpecRelationship: [{ id: 'access', relationshipType: 'dependsOn' }],
};
const port = {
  id: 'port',
  name: 'Port',
  resourceSpecCharacteristic: [
    { name: 'assignedAt', resourceSpecCharacteristicValue: [{ value: 'place' }] },
  ],
};
const specifications: any = {
  services: new Map([cfs, access, ip].map((one) => [one.id, one])),
  resources: new Map([['port', port]]),
};
const item: any = {
  id: '1',
  action: 'add',
  service: {
    serviceSpecification: { id: 'cfs' },
    serviceCharacteristic: [{ name: 'speed', value: 500 }],
    place: [{ id: 'site' }],
  },
};

describe('a plan', () => {
  it('maps characteristics from upstream, else takes the default', () => {
    expect(
      mappedCharacteristics(specifications.services.get('cfs'), [{ name: 'speed', value: 1 }]),
    ).toEqual([
      { name: 'bandwidth', value: 1 },
      { name: 'priority', value: 3 },
    ]);
  });

  it('keeps the id of a characteristic that was ordered by its own name', () => {
    const ordered = { id: 'c1', name: 'priority', value: 7, valueType: 'integer' };
    expect(
      mappedCharacteristics(specifications.services.get('cfs'), [
        ordered,
        { id: 'c2', name: 'speed', value: 1 },
      ]),
    ).toEqual([{ name: 'bandwidth', value: 1 }, ordered]);
  });

  it('decomposes by the catalogue into services, resources at the place, and waves', () => {
    const plan = planOf('o1', [item], new Map(), specifications);
    expect(plan.items[0]?.service.supportingService?.map(({ name }) => name)).toEqual([
      'Access line',
      'IP',
    ]);
    expect(plan.needs).toMatchObject([
      { resourceSpecificationId: 'port', placeId: 'site', count: 1 },
    ]);
    expect(plan.waves.map((wave) => wave.map(({ name }) => name))).toEqual([
      ['Access line'],
      ['IP'],
    ]);
    expect(plan.waves[0]?.[0]?.characteristics).toEqual([{ name: 'bandwidth', value: 500 }]);
  });

  it('is the same each time, so that planning again makes nothing twice', () => {
    expect(planOf('o1', [item], new Map(), specifications)).toEqual(
      planOf('o1', [item], new Map(), specifications),
    );
  });

  it('refuses what the catalogue does not know, and a change of an unknown service', () => {
    const unknown = { ...item, service: { serviceSpecification: { id: 'none' } } };
    expect(() => planOf('o', [unknown], new Map(), specifications)).toThrow('none does not exist');
    const change = { id: '1', action: 'modify', service: { id: 'svc-0' } };
    expect(() => planOf('o', [change as any], new Map(), specifications)).toThrow('svc-0 does not');
  });

  it('sends a change only to the services whose characteristics differ', () => {
    const known = new Map<string, object>([
      [
        'c',
        {
          id: 'c',
          serviceSpecification: { id: 'cfs' },
          supportingService: [{ id: 'a' }, { id: 'i' }],
        },
      ],
      [
        'a',
        {
          id: 'a',
          serviceSpecification: { id: 'access' },
          serviceCharacteristic: [{ name: 'bandwidth', value: 500 }],
        },
      ],
      ['i', { id: 'i', serviceSpecification: { id: 'ip' } }],
    ]);
    const change = (value: number) => {
      const line: any = {
        id: '1',
        action: 'modify',
        service: { id: 'c', serviceCharacteristic: [{ name: 'speed', value }] },
      };
      return planOf('o', [line], known, specifications).waves.flat();
    };
    expect(change(1000).map(({ serviceId }) => serviceId)).toEqual(['a']);
    expect(change(500)).toEqual([]);
  });

  it('sends a suspension to every service that is not barred yet, what stands on others first', () => {
    const known = (states: Record<string, string>): Map<string, object> =>
      new Map<string, object>([
        [
          'c',
          {
            id: 'c',
            state: 'active',
            serviceSpecification: { id: 'cfs' },
            supportingService: [{ id: 'a' }, { id: 'i' }],
          },
        ],
        ['a', { id: 'a', state: states['a'], serviceSpecification: { id: 'access' } }],
        ['i', { id: 'i', state: states['i'], serviceSpecification: { id: 'ip' } }],
      ]);
    const wavesFor = (states: Record<string, string>, state: string) => {
      const line: any = { id: '1', action: 'modify', service: { id: 'c', state } };
      return planOf('o', [line], known(states), specifications).waves.map((wave) =>
        wave.map(({ serviceId, barred }) => [serviceId, barred]),
      );
    };
    const on = { a: 'active', i: 'active' };
    expect(wavesFor(on, 'inactive')).toEqual([[['i', true]], [['a', true]]]);
    expect(wavesFor({ a: 'inactive', i: 'active' }, 'inactive')).toEqual([[['i', true]]]);
    expect(wavesFor({ a: 'inactive', i: 'inactive' }, 'active')).toEqual([
      [['a', false]],
      [['i', false]],
    ]);
  });

  it('refuses to change a service that has ended', () => {
    const ended = new Map([['c', { id: 'c', state: 'terminated' as const }]]);
    const line: any = { id: '1', action: 'modify', service: { id: 'c', state: 'active' } };
    expect(() => planOf('o', [line], ended, specifications)).toThrow('service c has ended');
  });
});
