import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ServiceRefOrValue } from '../../../schemas/tmf/common-service.ts';
import type { ResourceSpecification } from '../../../schemas/tmf/resource-catalog/resource-specification.ts';
import type { ServiceSpecification } from '../../../schemas/tmf/service-catalog/service-specification.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { planChange } from './plan-change.ts';
import type { Command, Need, PlannedItem, Specifications } from './planned.ts';
import {
  dependsOn,
  mappedCharacteristics,
  realizedBy,
  relatedIds,
  specificationOf,
  textOf,
} from './planned.ts';
import { inWaves } from './waves.ts';

export interface Plan {
  readonly items: readonly ServiceOrderItem[];
  readonly needs: readonly Need[];
  /** Commands in the order of their dependencies: all of a wave may run at once. */
  readonly waves: readonly (readonly Command[])[];
}

/** The count of a resource comes from the characteristic `<resource specification's name> count`, else one. */
const needsOf = (
  serviceId: string,
  specification: ServiceSpecification,
  characteristics: readonly Characteristic[],
  placeId: string | undefined,
  resources: Specifications['resources'],
  reservationId: string | undefined,
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
      ...(reservationId !== undefined && { reservationId }),
    };
  });

/** A port is taken where the customer is; a number is taken from its pool. The specification says which. */
const isAssignedAtPlace = (resource: ResourceSpecification): boolean =>
  (resource.resourceSpecCharacteristic ?? []).some(
    (one) =>
      one.name === 'assignedAt' &&
      (one.resourceSpecCharacteristicValue ?? []).some((each) => each.value === 'place'),
  );

/** TMF641 lets a service name anything that it stands in relation to; a TMF685 reservation among them is taken from. */
const reservationOf = ({ service }: ServiceOrderItem): string | undefined =>
  service.relatedEntity?.find((one) => one['@referredType'] === 'Reservation')?.id;

const planAdd = (
  item: ServiceOrderItem,
  serviceId: string,
  { services, resources }: Specifications,
): PlannedItem => {
  const facing = specificationOf(services, item.service.serviceSpecification?.id);
  const characteristics = mappedCharacteristics(facing, item.service.serviceCharacteristic ?? []);
  const placeId = item.service.place?.[0]?.id;
  const reservation = reservationOf(item);
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
      needsOf(one.id, one.specification, one.characteristics, placeId, resources, reservation),
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
