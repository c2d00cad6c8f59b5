import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { answered, commandsOf, opened, resultOf } from '../../functions/oss/activation/wave.ts';
import { simulator } from '../../functions/oss/network-simulator/adapter.ts';
import type { NetworkConfig } from '../../functions/oss/network-simulator/network-element.ts';

const actions = fc.constantFrom('add' as const, 'modify' as const);
const commandWith = (commandId: string, action: 'add' | 'modify' | 'delete', value: unknown) => ({
  commandId,
  monitorId: 'm',
  kind: 'apply' as const,
  action,
  element: 'olt-1',
  serviceId: 'svc',
  name: 'Access line',
  characteristics: [{ name: 'bandwidth', value }],
  resources: [{ id: 'r', name: 'port 1' }],
});
const empty: NetworkConfig = {
  id: 'c',
  element: 'olt-1',
  serviceId: 'svc',
  present: false,
  values: {},
  barred: false,
  before: { present: false, values: {}, barred: false },
  applied: [],
  rolledBack: [],
};
const applied = (command: ReturnType<typeof commandWith>, config: NetworkConfig) => {
  const result = simulator.apply(command, config, undefined);
  if ('rejected' in result) throw new Error(result.rejected);
  return result.config;
};

describe('the adapter to the network', () => {
  it('does a command once, however often it comes, and reads back what it did', () => {
    fc.assert(
      fc.property(actions, fc.integer(), (action, value) => {
        const command = commandWith('c1', action, value);
        const once = applied(command, empty);
        expect(simulator.apply(command, once, undefined)).toEqual({ config: once });
        expect(simulator.verify(command, once)).toBeUndefined();
      }),
    );
  });

  it('changes nothing when an older command comes again after a newer one', () => {
    const first = commandWith('c1', 'add', 1);
    const both = applied(commandWith('c2', 'modify', 2), applied(first, empty));
    expect(simulator.apply(first, both, undefined)).toEqual({ config: both });
  });

  it('restores what was before, and refuses the command when it comes late', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (first, second) => {
        const before = applied(commandWith('c1', 'add', first), empty);
        const change = commandWith('c2', 'modify', second);
        const undone = simulator.rollBack(change, applied(change, before));
        expect(simulator.read(undone)).toEqual(simulator.read(before));
        expect(simulator.rollBack(change, undone)).toEqual(undone);
        expect(simulator.apply(change, undone, undefined)).toHaveProperty('rejected');
      }),
    );
  });

  it('refuses a command that was rolled back before it arrived', () => {
    const command = commandWith('c1', 'add', 1);
    const undone = simulator.rollBack(command, empty);
    expect(simulator.apply(command, undone, undefined)).toHaveProperty('rejected');
    expect(simulator.read(undone)).toBeUndefined();
  });

  it('holds nothing of a service that has ended', () => {
    const command = commandWith('c2', 'delete', 1);
    const ended = applied(command, applied(commandWith('c1', 'add', 1), empty));
    expect(simulator.read(ended)).toBeUndefined();
    expect(simulator.verify(command, ended)).toBeUndefined();
  });

  it('bars a service and lets it through again, whatever else it is set to', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.integer(), (first, second, value) => {
        const there = applied(commandWith('c1', 'add', value), empty);
        const switched = { ...commandWith('c2', 'modify', value), barred: first };
        const once = applied(switched, there);
        expect(once).toMatchObject({ present: true, barred: first });
        expect(simulator.verify(switched, once)).toBeUndefined();
        expect(simulator.verify({ ...switched, barred: !first }, once)).toContain('still');
        const set = applied(commandWith('c3', 'modify', value + 1), once);
        expect(set.barred).toBe(first);
        const again = { ...commandWith('c4', 'modify', value), barred: second };
        expect(simulator.rollBack(again, applied(again, set)).barred).toBe(first);
        expect(applied(commandWith('c5', 'delete', value), set).barred).toBe(false);
      }),
    );
  });

  it('rejects while the element is told to', () => {
    const element = { id: 'e', name: 'olt-1', rejectNext: 1, rejectReason: 'no power' };
    expect(simulator.apply(commandWith('c', 'add', 1), empty, element)).toEqual({
      rejected: 'no power',
    });
  });
});

describe('a wave', () => {
  const planned = ['a', 'b', 'c'].map((serviceId) => ({
    serviceId,
    name: `service ${serviceId}`,
    action: 'add' as const,
    characteristics: [],
  }));
  const commands = commandsOf('m', planned, [
    { serviceId: 'a', id: 'r', name: 'port', element: 'olt-7' },
  ]);
  const answers = fc.array(fc.tuple(fc.constantFrom('m-0', 'm-1', 'm-2', 'm-9'), fc.boolean()));

  it('goes to the element of the plan, else of the resource, else of the name', () => {
    expect(commands.map(({ element }) => element)).toEqual(['olt-7', 'service b', 'service c']);
  });

  it('ends with the last answer; the first answer to a command counts', () => {
    fc.assert(
      fc.property(answers, (all) => {
        const waiting = all.reduce(
          (before, [id, done]) => answered(before, id, done, undefined),
          opened(commands, 'token', '2026-01-01T00:00:00.000Z'),
        );
        const firsts = ['m-0', 'm-1', 'm-2'].map((id) => all.find(([other]) => other === id)?.[1]);
        const state = firsts.includes(undefined)
          ? 'InProgress'
          : firsts.includes(false)
            ? 'Failed'
            : 'Completed';
        expect(resultOf(waiting).state).toBe(state);
        const again = all.reduce(
          (before, [id, done]) => answered(before, id, done, undefined),
          waiting,
        );
        expect(again).toEqual(waiting);
      }),
    );
  });
});
