import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allResources } from '../../functions/all-resources.ts';
import type { Capability } from '../../functions/kernel/capability.ts';
import { capabilities } from '../../functions/registry.ts';
import { parseSchedule } from '../../infra/local/events/schedule.ts';
import { factsOf } from '../conformance/facts.ts';
import { purposes, readmeOf } from './capability-readme.ts';

const all: readonly Capability[] = capabilities;
const folderOf = ({ domain, name }: Capability): string =>
  join(process.cwd(), 'functions', domain, name);

const canBeDue = (at: string): boolean => parseSchedule(at)(0) !== undefined;

/** Events between our own capabilities, which no contract has. */
const ourOwn = [
  'ServiceOrderRequestEvent',
  'NetworkCommandEvent',
  'NetworkAnswerEvent',
  'UsageChargesChangeEvent',
  'ProductMoveEvent',
  'UsageCarryChangeEvent',
  'BilledUsagesCreateEvent',
  'CustomerBillsSentEvent',
  'UsageFeedCreateEvent',
  'UsageReratingCreateEvent',
  'UsageReratingProgressEvent',
  'UsageFeedAttributeValueChangeEvent',
  'UsageCollectionCreateEvent',
  'UsageCollectionProgressEvent',
  'BucketThresholdEvent',
  'DunningNoticeEvent',
  'DunningFeeEvent',
  'CancelServiceOrderRequestEvent',
  'HeldOrderStateChangeEvent',
  'ReservationTakenEvent',
  // A pool counts its own movements, for which TMF685 has no events.
  'ExtractCreateEvent',
  'PushCreateEvent',
  // TMF634 alone has events of jobs; the other catalogues tell of theirs too, and a job tells itself to go on.
  'ImportJobCreateEvent',
  'ImportJobStateChangeEvent',
  'ImportJobProgressEvent',
  'ExportJobCreateEvent',
  'ExportJobStateChangeEvent',
  'BillingAccountCreateEvent',
  // TMF678 v4 has no events; the first four are v5's.
  'CustomerBillCreateEvent',
  'CustomerBillStateChangeEvent',
  'CustomerBillOnDemandCreateEvent',
  'CustomerBillOnDemandStateChangeEvent',
  'BillRunCreateEvent',
  'BillRunStateChangeEvent',
  'PriceChangePreviewCreateEvent',
  'PriceChangePreviewAttributeValueChangeEvent',
  'PriceChangePreviewStateChangeEvent',
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

  it('schedules only tasks that it has, each under a name of its own', () => {
    const schedules = one.schedules ?? [];
    expect(schedules.length > 0 && one.tasks !== true).toBe(false);
    const source = one.tasks === true ? readFileSync(join(folderOf(one), 'tasks.ts'), 'utf8') : '';
    expect(schedules.filter(({ task }) => !source.includes(`'${task}'`))).toEqual([]);
    expect(schedules.filter(({ at }) => !canBeDue(at))).toEqual([]);
    expect(new Set(schedules.map((each) => each.name)).size).toBe(schedules.length);
  });

  it('hears only what its source publishes', () => {
    const deaf = (one.subscribes ?? []).flatMap(({ source, events }) => {
      const published = all.find((other) => `${other.domain}.${other.name}` === source)?.publishes;
      return events.filter((event) => published?.includes(event) !== true);
    });
    expect(deaf).toEqual([]);
  });

  it('publishes the events of its contract, and no others but those that are listed', () => {
    const ofResources = allResources
      .filter(({ api }) => api.id === one.api?.id)
      .flatMap(({ events }) => Object.values(events));
    // An API of ours has the events of its own resources.
    const contract = one.api?.id.startsWith('TMF')
      ? Object.keys(factsOf(one.api.id).events)
      : ofResources;
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
