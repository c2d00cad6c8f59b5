import type { Characteristic } from '../../../schemas/tmf/common.ts';
import type { ServiceOrderItem } from '../../../schemas/tmf/service-ordering/parts.ts';
import { badRequest, conflict } from '../../kernel/problem.ts';
import { changedAttributes } from '../../kernel/tmf/resource.ts';
import type { StoredService } from './service.ts';

/** What is asked of a service, decided: a line to order, what only the inventory notes, or nothing. */
export interface Asked {
  /** @default - the network has nothing to do */
  readonly line?: ServiceOrderItem;
  /** Attributes that the inventory alone keeps. @default - none */
  readonly noted?: Readonly<Record<string, unknown>>;
  /** True where a plan is given up that nothing came of. @default false */
  readonly forgotten?: boolean;
}

/** States of a service that no network knows yet. */
const planned: readonly string[] = ['feasibilityChecked', 'designed'];

/** What the network holds: it is ordered, so that resources are assigned and undone as with every order. */
const ordered: readonly string[] = ['state', 'serviceCharacteristic'];

/** What only an order may give a service: its resources, its parts, what it is and where. */
const fixed: readonly string[] = [
  'serviceSpecification',
  'supportingResource',
  'supportingService',
  'serviceRelationship',
  'serviceOrderItem',
  'place',
  'feature',
  'startDate',
  'endDate',
  'hasStarted',
  'isServiceEnabled',
];

const line = (action: 'add' | 'modify' | 'delete', service: ServiceOrderItem['service']) => ({
  id: '1',
  action,
  service,
});

/** What the order adds is what the plan says, but for what the order itself finds out. */
const added = (service: StoredService): ServiceOrderItem => {
  const { href: _href, state: _state, serviceOrderItem: _item, ...own } = service;
  const { supportingResource: _held, supportingService: _parts, ...rest } = own;
  return line('add', rest);
};

/** A new service: planned alone, or to be put into use at once. */
export const askedOfNew = (service: StoredService): Asked => {
  const { state = '' } = service;
  if (planned.includes(state)) return {};
  if (state !== 'active')
    throw badRequest(
      `state: a service is made active, or ${planned.join(' or ')}; ${state} it becomes by a change or a reservation of resources`,
    );
  const given = fixed.filter(
    (name) => !['serviceSpecification', 'place'].includes(name) && Reflect.has(service, name),
  );
  if (given.length > 0)
    throw badRequest(
      `${given.join(', ')} cannot be given: the activation assigns resources and finds the parts`,
      given.map((name) => `${name} is read-only`),
    );
  return { line: added(service) };
};

const changedValues = (
  before: readonly Characteristic[] = [],
  after: readonly Characteristic[] = [],
): readonly Characteristic[] => {
  const gone = before.filter(({ name }) => !after.some((one) => one.name === name));
  if (gone.length > 0)
    throw badRequest(
      `serviceCharacteristic: ${gone.map(({ name }) => name).join(', ')} can be changed, not removed`,
    );
  return after.filter((one) => !before.some((old) => JSON.stringify(old) === JSON.stringify(one)));
};

const runs: readonly string[] = ['active', 'inactive'];

/** Barred, let through again, or with other values. */
const modified = (before: StoredService, after: StoredService): ServiceOrderItem | undefined => {
  const values = [...changedValues(before.serviceCharacteristic, after.serviceCharacteristic)];
  const moved = before.state !== after.state;
  if (!moved && values.length === 0) return undefined;
  return line('modify', {
    id: before.id,
    ...(moved && { state: after.state }),
    ...(values.length > 0 && { serviceCharacteristic: values }),
  });
};

const moveOf = (before: StoredService, after: StoredService): ServiceOrderItem | undefined => {
  const [from = '', to = ''] = [before.state, after.state];
  if (planned.includes(from) && to === 'active') return added(after);
  if (planned.includes(from) && planned.includes(to)) return undefined;
  if (runs.includes(from) && to === 'terminated') return line('delete', { id: before.id });
  if (runs.includes(from) && runs.includes(to)) return modified(before, after);
  throw conflict(`${from} cannot become ${to} by an activation`);
};

/** A change: what the network holds is ordered, what it does not know is noted, and what an order alone gives is refused. */
export const askedOfChange = (before: StoredService, after: StoredService): Asked => {
  const touched = changedAttributes(before, after);
  const refused = touched.filter((name) => fixed.includes(name));
  if (refused.length > 0)
    throw badRequest(
      `${refused.join(', ')} cannot be changed here: a service order does`,
      refused.map((name) => `${name} is read-only`),
    );
  const move = moveOf(before, after);
  const noted = touched.filter((name) => move === undefined || !ordered.includes(name));
  return {
    ...(move && { line: move }),
    ...(noted.length > 0 && {
      noted: Object.fromEntries(noted.map((name) => [name, Reflect.get(after, name) ?? null])),
    }),
  };
};

/** An end: a service that the network holds is ceased; one that was only planned is given up. */
export const askedOfEnd = (before: StoredService): Asked =>
  planned.includes(before.state ?? '')
    ? { forgotten: true }
    : { line: line('delete', { id: before.id }) };
