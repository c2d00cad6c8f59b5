import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ServiceRefOrValue } from '../../../schemas/tmf/common-service.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import { Problem } from '../../kernel/problem.ts';
import type { PlannedItem, Specifications } from './planned.ts';
import {
  dependsOn,
  mappedCharacteristics,
  relatedIds,
  specificationOf,
  textOf,
} from './planned.ts';

const sameValues = (left: readonly Characteristic[], right: readonly Characteristic[]): boolean =>
  left.every((one) =>
    right.some(
      (other) =>
        other.name === one.name && JSON.stringify(other.value) === JSON.stringify(one.value),
    ),
  );

/** A change or an end goes to the same services that were planned when it was added. */
export const planChange = (
  item: ServiceOrderItem,
  known: ReadonlyMap<string, ServiceRefOrValue>,
  { services }: Specifications,
): PlannedItem => {
  const before = known.get(item.service.id ?? '');
  if (before === undefined)
    throw new Problem(400, 'unknownService', `service ${item.service.id ?? ''} does not exist`);
  if (before.state === 'terminated' && item.action === 'modify')
    throw new Problem(
      409,
      'serviceEnded',
      `service ${before.id ?? ''} has ended; it cannot change`,
    );
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
  const state = item.action === 'modify' ? item.service.state : undefined;
  // E4 and flow 5.7: a change goes only to the services that differ.
  const differs = planned.filter(
    ({ characteristics: own, one }) =>
      action === 'delete' ||
      (state !== undefined && state !== one.state) ||
      !sameValues(own, one.serviceCharacteristic ?? []),
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
          ...(state !== undefined && { state }),
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
        ...(state !== undefined && { barred: state === 'inactive' }),
        after: relatedIds(specification, dependsOn),
      };
    }),
  };
};
