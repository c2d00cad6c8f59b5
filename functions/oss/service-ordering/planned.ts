import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ResourceSpecification } from '../../../schemas/tmf/resource-catalog/resource-specification.ts';
import type { ServiceSpecification } from '../../../schemas/tmf/service-catalog/service-specification.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
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
  /** A reservation that the order names, to take from first. */
  readonly reservationId?: string;
}

/** What the network is to do for one resource-facing service. */
export interface Command {
  readonly serviceId: string;
  readonly name: string;
  readonly action: 'add' | 'modify' | 'delete';
  readonly element?: string;
  readonly characteristics: readonly Characteristic[];
  /** True bars the service, false lets it through again. @default - as it is */
  readonly barred?: boolean;
}

/** A command, with the specifications that it comes after. */
export interface PlannedCommand extends Command {
  readonly specificationId: string;
  readonly after: readonly string[];
}

/** One line of an order, with what it needs of others. */
export interface PlannedItem {
  readonly item: ServiceOrderItem;
  readonly needs: readonly Need[];
  readonly commands: readonly PlannedCommand[];
}

/** How specifications stand to each other, in serviceSpecRelationship.relationshipType. */
export const realizedBy = 'realizedBy';
export const dependsOn = 'dependsOn';
/** Where a characteristic gets its value, in charSpecRelationship.relationshipType. */
const mapsFrom = 'mapsFrom';

/** A specification that must be there. */
export const specificationOf = (
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

export const relatedIds = (specification: ServiceSpecification, type: string): readonly string[] =>
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

export const textOf = (
  characteristics: readonly Characteristic[],
  name: string,
): string | undefined => {
  const value = characteristics.find((one) => one.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
};
