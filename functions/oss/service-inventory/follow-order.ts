import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ServiceRefOrValue } from '../../../schemas/tmf/common-service.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import type { Instant } from '../../kernel/clock.ts';
import { hrefOf } from '../../kernel/tmf/resource.ts';
import type { StoredService } from './service.ts';
import { service } from './service.ts';

/** One service of an order's line: the customer-facing one, or one of those that realise it. */
export interface Followed {
  readonly id: string;
  readonly planned: ServiceRefOrValue;
  readonly line: ServiceOrderItem;
}

/** The services of a line, the realising ones first, so that what stands on them follows. */
export const followedBy = (line: ServiceOrderItem): readonly Followed[] =>
  [...(line.service.supportingService ?? []), line.service].flatMap((planned) =>
    planned.id === undefined ? [] : [{ id: planned.id, planned, line }],
  );

/** The services that realise it, by reference: each has a record of its own. */
const partsOf = ({
  supportingService,
}: ServiceRefOrValue): Pick<StoredService, 'supportingService'> =>
  supportingService === undefined
    ? {}
    : {
        supportingService: supportingService.map(({ id, name }) => ({
          id,
          ...(name !== undefined && { name }),
        })),
      };

export const designed = (followed: Followed, serviceOrderId: string): StoredService => {
  const { supportingService: _parts, supportingResource, ...own } = followed.planned;
  return {
    ...own,
    id: followed.id,
    href: hrefOf(service, followed.id),
    '@type': 'Service',
    state: 'designed',
    ...partsOf(followed.planned),
    ...(supportingResource !== undefined && { supportingResource }),
    serviceOrderItem: [
      { serviceOrderId, itemId: followed.line.id, itemAction: followed.line.action },
    ],
  };
};

const merged = (
  before: readonly Characteristic[],
  changes: readonly Characteristic[],
): Characteristic[] => [
  ...before.filter(({ name }) => !changes.some((one) => one.name === name)),
  ...changes,
];

/** A change may bar a service and let it through again; it wakes nothing that has ended. */
const switchedState = (
  before: StoredService,
  { state }: ServiceRefOrValue,
): Pick<StoredService, 'state'> | undefined =>
  state !== undefined && (before.state === 'active' || before.state === 'inactive')
    ? { state }
    : undefined;

/** What a line that has ended well makes of a service. Doing it again changes nothing. */
export const onDone = (
  before: StoredService,
  { planned, line }: Followed,
  at: Instant,
): StoredService => {
  if (line.action === 'delete')
    return before.state === 'terminated' ? before : { ...before, state: 'terminated', endDate: at };
  if (line.action === 'modify')
    return {
      ...before,
      ...switchedState(before, planned),
      serviceCharacteristic: merged(
        before.serviceCharacteristic ?? [],
        planned.serviceCharacteristic ?? [],
      ),
    };
  // A line that comes late must not wake what a later order has ended.
  if (line.action === 'noChange' || before.state === 'active' || before.state === 'terminated')
    return before;
  return {
    ...before,
    state: 'active',
    startDate: at,
    hasStarted: true,
    // A service that was planned by hand learns here what realises it.
    ...partsOf(planned),
    ...(planned.serviceCharacteristic !== undefined && {
      serviceCharacteristic: planned.serviceCharacteristic,
    }),
    ...(planned.supportingResource !== undefined && {
      supportingResource: planned.supportingResource,
    }),
  };
};

/** A service that was only planned is given up; one that was there before stays as it was. */
export const onFailed = (before: StoredService, { line }: Followed, at: Instant): StoredService =>
  line.action === 'add' && before.state !== 'active' && before.state !== 'terminated'
    ? { ...before, state: 'terminated', endDate: at }
    : before;
