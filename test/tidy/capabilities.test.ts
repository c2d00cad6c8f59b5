import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allResources } from '../../functions/all-resources.ts';
import type { Capability } from '../../functions/kernel/capability.ts';
import { capabilities } from '../../functions/registry.ts';
import { factsOf } from '../conformance/facts.ts';
import { purposes, readmeOf } from './capability-readme.ts';

const all: readonly Capability[] = capabilities;
const folderOf = ({ domain, name }: Capability): string =>
  join(process.cwd(), 'functions', domain, name);

/** Events between our own capabilities, which no contract has. */
const ourOwn = [
  'ServiceOrderRequestEvent',
  'NetworkCommandEvent',
  'NetworkAnswerEvent',
  'UsageChargesChangeEvent',
  'UsageCarryChangeEvent',
  'BucketThresholdEvent',
];
describe.each(all.map((one) => [one.name, one] as const))('the capability %s', (name, one) => {
  it('has the rooms that its manifest says', () => {
    const has = (room: string): boolean => existsSync(join(folderOf(one), room));
    expect(has('capability.ts')).toBe(true);
    expect(has('api.ts')).toBe(one.api !== undefined);
    expect(has('events.ts')).toBe((one.subscribes ?? []).length > 0);
    expect(has('tasks.ts')).toBe(one.tasks === true);
  });

  it('has a README that says what its manifest says (UPDATE=1 renews it)', () => {
    expect(purposes[name]).toBeDefined();
    const file = join(folderOf(one), 'README.md');
    const fresh = readmeOf(one, allResources);
    if (process.env['UPDATE'] === '1') writeFileSync(file, fresh);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(fresh);
  });

  it('hears only what its source publishes', () => {
    const deaf = (one.subscribes ?? []).flatMap(({ source, events }) => {
      const published = all.find((other) => `${other.domain}.${other.name}` === source)?.publishes;
      return events.filter((event) => published?.includes(event) !== true);
    });
    expect(deaf).toEqual([]);
  });

  it('publishes the events of its contract, and no others but those that are listed', () => {
    const contract = one.api?.id.startsWith('TMF') ? Object.keys(factsOf(one.api.id).events) : [];
    const foreign = one.publishes.filter((event) => !contract.includes(event));
    expect(foreign.filter((event) => !ourOwn.includes(event))).toEqual([]);
  });

  it('publishes what its resources declare', () => {
    const declared = allResources
      .filter(({ source }) => source === `${one.domain}.${name}`)
      .flatMap(({ events }) => Object.values(events).filter((event) => event !== null));
    expect(declared.filter((event) => !one.publishes.includes(event))).toEqual([]);
  });
});

it('registers every folder of a capability', () => {
  const folders = (['bss', 'oss'] as const).flatMap((domain) =>
    readdirSync(join(process.cwd(), 'functions', domain)),
  );
  expect(folders.sort()).toEqual(all.map(({ name }) => name).sort());
});
