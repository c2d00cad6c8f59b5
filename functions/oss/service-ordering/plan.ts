import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ServiceRefOrValue } from '../../../schemas/tmf/common-service.ts';
import type { ResourceSpecification } from '../../../schemas/tmf/resource-catalog/resource-specification.ts';
import type { ServiceSpecification } from '../../../schemas/tmf/service-catalog/service-specification.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';

/** The specifications that an order's services stand on, by id. */
export interface Specifications {
  readonly services: ReadonlyMap<string, ServiceSpecification>;
  readonly resources: ReadonlyMap<string, ResourceSpecification>;
}

/** A resource that a service needs: `count` of a specification, at a place where the specification says so. */
export interface Need {
  readonly serviceId: string;
  readonly resourceSpecificationId: string;
  readonly name: string;
  readonly placeId?: string;
  readonly count: number;
}

/** What the network is to do for one resource-facing service. */
export interface Command {
  readonly serviceId: string;
  readonly name: string;
  readonly action: 'add' | 'modify' | 'delete';
  readonly element?: string;
  readonly characteristics: readonly Characteristic[];
}

export interface Plan {
  readonly items: readonly ServiceOrderItem[];
  readonly needs: readonly Need[];
  /** Commands in the order of their dependencies: all of a wave may run at once. */
  readonly waves: readonly (readonly Command[])[];
}

/** How specifications stand to each other, in serviceSpecRelationship.relationshipType. */
const realizedBy = 'realizedBy';
const dependsOn = 'dependsOn';
/** Where a characteristic gets its value, in charSpecRelationship.relationshipType. */
const mapsFrom = 'mapsFrom';

const specificationOf = (
  services: Specifications['services'],
  id: string | undefined,
): ServiceSpecification => {
  const found = services.get(id ?? '');
  if (found === undefined)
    throw new Problem(
      400,
      'unknownSpecification',
      `service specification ${id ?? ''} does not exist`,
    );
  return found;
};

const relatedIds = (specification: ServiceSpecification, type: string): readonly string[] =>
  (specification.serviceSpecRelationship ?? []).flatMap((related) =>
    related.relationshipType === type && related.id !== undefined ? [related.id] : [],
  );

/** B12: each characteristic takes its own value, else what it maps from upstream, else its default. */
export const mappedCharacteristics = (
  specification: ServiceSpecification,
  upstream: readonly Characteristic[],
): readonly Characteristic[] =>
  (specification.specCharacteristic ?? []).flatMap((one) => {
    const sources = (one.charSpecRelationship ?? []).flatMap((related) =>
      related.relationshipType === mapsFrom ? (related.name ?? []) : [],
    );
    const given = upstream.filter(({ name }) => name === one.name || sources.includes(name)).at(-1);
    const value =
      given?.value ??
      one.characteristicValueSpecification?.find((each) => each.isDefault === true)?.value;
    return value === undefined || one.name === undefined
      ? []
      : [
          {
            // What was ordered by this name keeps its id and relationships.
            ...(given?.name === one.name && given),
            name: one.name,
            value,
            ...(one.valueType !== undefined && { valueType: one.valueType }),
          },
        ];
  });

const textOf = (characteristics: readonly Characteristic[], name: string): string | undefined => {
  const value = characteristics.find((one) => one.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
};

/** The count of a resource comes from the characteristic `<resource specification's name> count`, else one. */
const needsOf = (
  serviceId: string,
  specification: ServiceSpecification,
  characteristics: readonly Characteristic[],
  placeId: string | undefined,
  resources: Specifications['resources'],
): readonly Need[] =>
  (specification.resourceSpecification ?? []).map((needed) => {
    const resource = resources.get(needed.id);
    if (resource === undefined)
      throw new Problem(
        400,
        'unknownSpecification',
        `resource specification ${needed.id} does not exist`,
      );
    const name = resource.name ?? needed.id;
    const count = Number(characteristics.find((one) => one.name === `${name} count`)?.value ?? 1);
    return {
      serviceId,
      resourceSpecificationId: needed.id,
      name,
      count,
      ...(isAssignedAtPlace(resource) && placeId !== undefined && { placeId }),
    };
  });

/** A port is taken where the customer is; a number is taken from its pool. The specification says which. */
const isAssignedAtPlace = (resource: ResourceSpecification): boolean =>
  (resource.resourceSpecCharacteristic ?? []).some(
    (one) =>
      one.name === 'assignedAt' &&
      (one.resourceSpecCharacteristicValue ?? []).some((each) => each.value === 'place'),
  );

interface PlannedItem {
  readonly item: ServiceOrderItem;
  readonly needs: readonly Need[];
  readonly commands: readonly (Command & {
    readonly specificationId: string;
    readonly after: readonly string[];
  })[];
}

const planAdd = (
  item: ServiceOrderItem,
  serviceId: string,
  { services, resources }: Specifications,
): PlannedItem => {
  const facing = specificationOf(services, item.service.serviceSpecification?.id);
  const characteristics = mappedCharacteristics(facing, item.service.serviceCharacteristic ?? []);
  const placeId = item.service.place?.[0]?.id;
  const inner = relatedIds(facing, realizedBy).map((id) => {
    const specification = specificationOf(services, id);
    return {
      id: derivedId('svc', serviceId, id),
      specificationId: id,
      specification,
      characteristics: mappedCharacteristics(specification, characteristics),
    };
  });
  const supportingService: ServiceRefOrValue[] = inner.map(
    ({ id, specificationId, specification, characteristics: own }) => ({
      id,
      name: specification.name,
      category: 'RFS',
      serviceSpecification: { id: specificationId, name: specification.name },
      serviceCharacteristic: [...own],
      ...(item.service.place !== undefined && { place: item.service.place }),
      ...(item.service.relatedParty !== undefined && { relatedParty: item.service.relatedParty }),
    }),
  );
  return {
    item: {
      ...item,
      state: 'inProgress',
      service: {
        ...item.service,
        id: serviceId,
        category: 'CFS',
        name: item.service.name ?? facing.name,
        serviceCharacteristic: [...characteristics],
        supportingService,
      },
    },
    needs: inner.flatMap((one) =>
      needsOf(one.id, one.specification, one.characteristics, placeId, resources),
    ),
    commands: inner.map((one) => {
      const element = textOf(one.characteristics, 'networkElement');
      return {
        serviceId: one.id,
        specificationId: one.specificationId,
        name: one.specification.name ?? one.specificationId,
        action: 'add',
        ...(element !== undefined && { element }),
        characteristics: one.characteristics,
        after: relatedIds(one.specification, dependsOn),
      };
    }),
  };
};

/** A change or an end goes to the same services that were planned when it was added. */
const planChange = (
  item: ServiceOrderItem,
  known: ReadonlyMap<string, ServiceRefOrValue>,
  { services }: Specifications,
): PlannedItem => {
  const before = known.get(item.service.id ?? '');
  if (before === undefined)
    throw new Problem(400, 'unknownService', `service ${item.service.id ?? ''} does not exist`);
  const facing = specificationOf(services, before.serviceSpecification?.id);
  const upstream = [
    ...(before.serviceCharacteristic ?? []),
    ...(item.service.serviceCharacteristic ?? []),
  ];
  const characteristics = mappedCharacteristics(facing, upstream);
  const inner = (before.supportingService ?? []).flatMap(({ id }) => known.get(id ?? '') ?? []);
  const action = item.action === 'delete' ? 'delete' : 'modify';
  const planned = inner.map((one) => {
    const specification = specificationOf(services, one.serviceSpecification?.id);
    return {
      one,
      specification,
      characteristics: mappedCharacteristics(specification, [
        ...(one.serviceCharacteristic ?? []),
        ...characteristics,
      ]),
    };
  });
  // E4 and flow 5.7: a change goes only to the services whose characteristics differ.
  const differs = planned.filter(
    (each) =>
      action === 'delete' ||
      !sameValues(each.characteristics, each.one.serviceCharacteristic ?? []),
  );
  return {
    item: {
      ...item,
      state: 'inProgress',
      service: {
        ...item.service,
        serviceCharacteristic: [...characteristics],
        // What a cease frees; the inventory of resources hears it from the order's end.
        ...(before.supportingResource !== undefined && {
          supportingResource: before.supportingResource,
        }),
        supportingService: planned.map((each) => ({
          id: each.one.id,
          name: each.one.name,
          serviceCharacteristic: [...each.characteristics],
        })),
      },
    },
    needs: [],
    commands: differs.map(({ one, specification, characteristics: own }) => {
      const element =
        textOf(own, 'networkElement') ?? textOf(one.serviceCharacteristic ?? [], 'networkElement');
      return {
        serviceId: one.id ?? '',
        specificationId: one.serviceSpecification?.id ?? '',
        name: specification.name ?? '',
        action,
        ...(element !== undefined && { element }),
        characteristics: own,
        after: relatedIds(specification, dependsOn),
      };
    }),
  };
};

const sameValues = (left: readonly Characteristic[], right: readonly Characteristic[]): boolean =>
  left.every((one) =>
    right.some(
      (other) =>
        other.name === one.name && JSON.stringify(other.value) === JSON.stringify(one.value),
    ),
  );

const layered = (commands: PlannedItem['commands']): readonly (readonly Command[])[] => {
  const waves: Command[][] = [];
  const done = new Set<string>();
  let open = [...commands];
  while (open.length > 0) {
    const here = new Set(open.map((one) => one.specificationId));
    const ready = open.filter((one) => one.after.every((id) => done.has(id) || !here.has(id)));
    if (ready.length === 0)
      throw new Problem(
        400,
        'circularDependency',
        `${open.map((one) => one.name).join(', ')} depend on each other in a circle`,
      );
    for (const one of ready) done.add(one.specificationId);
    open = open.filter((one) => !ready.includes(one));
    waves.push(
      ready.map(({ specificationId: _specification, after: _after, ...command }) => command),
    );
  }
  return waves;
};

/**
 * Commands in waves: each after all that it depends on; services that end, the last first. An order may do both,
 * so the two are layered apart and run beside each other. A cycle is refused.
 */
export const inWaves = (commands: PlannedItem['commands']): readonly (readonly Command[])[] => {
  const forward = layered(commands.filter(({ action }) => action !== 'delete'));
  const backward = layered(commands.filter(({ action }) => action === 'delete')).toReversed();
  return Array.from({ length: Math.max(forward.length, backward.length) }, (_, index) => [
    ...(forward[index] ?? []),
    ...(backward[index] ?? []),
  ]);
};

/** Decomposes an order by the catalogue alone (E1, E2): services, the resources they need, and the network's commands. */
export const planOf = (
  orderId: string,
  items: readonly ServiceOrderItem[],
  known: ReadonlyMap<string, ServiceRefOrValue>,
  specifications: Specifications,
): Plan => {
  const planned = items.map((item): PlannedItem => {
    if (item.action === 'noChange')
      return { item: { ...item, state: 'inProgress' }, needs: [], commands: [] };
    if (item.action !== 'add') return planChange(item, known, specifications);
    return planAdd(item, item.service.id ?? derivedId('svc', orderId, item.id), specifications);
  });
  return {
    items: planned.map((one) => one.item),
    needs: planned.flatMap((one) => one.needs),
    waves: inWaves(planned.flatMap((one) => one.commands)),
  };
};
