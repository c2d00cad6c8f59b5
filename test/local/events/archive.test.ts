import { expect, it } from '@jest/globals';
import type { ArchiveModel } from '../../../infra/local/assembly/model.ts';
import { root } from '../still-clock.ts';
import { aBus, aRule, entry } from './fixture.ts';

const archive: ArchiveModel = {
  name: 'kept',
  arn: 'arn:archive/kept',
  busArn: 'arn:event-bus/main',
  pattern: { source: [{ prefix: 'bss.' }] },
  retentionDays: 7,
};
const anArchivedBus = (...rules: ReturnType<typeof aRule>[]) => {
  const bus = aBus(rules, undefined, [archive]);
  const call = (operation: string, input: object): Promise<any> =>
    bus.events().handle(operation, input, root);
  const startS = bus.clock.now() / 1000;
  return {
    ...bus,
    call,
    count: async () => (await call('DescribeArchive', { ArchiveName: 'kept' })).EventCount,
    replay: (name: string, FilterArns?: string[], fromS = startS, toS = startS + 1e6) =>
      call('StartReplay', {
        ReplayName: name,
        EventSourceArn: archive.arn,
        EventStartTime: fromS,
        EventEndTime: toS,
        Destination: { Arn: archive.busArn, ...(FilterArns && { FilterArns }) },
      }),
  };
};

it('keeps what fits its pattern, over a restart, until its time is over', async () => {
  const bus = anArchivedBus(aRule());
  await bus.put(entry({ a: 1 }), entry({ a: 2 }, { Source: 'other' }));
  await bus.events().idle();
  bus.restart();
  expect(await bus.count()).toBe(1);
  await bus.later(8 * 86_400);
  expect(await bus.count()).toBe(0);
});

it('is heard again by the rules that are named alone, marked as a replay, and is not kept twice', async () => {
  const bus = anArchivedBus(aRule(), aRule({ arn: 'arn:rule/2' }));
  await bus.put(entry({ a: 1 }));
  await bus.events().idle();
  bus.delivered.length = 0;
  await bus.replay('one', ['arn:rule/2']);
  await bus.events().idle();
  expect(bus.delivered).toMatchObject([{ detail: { a: 1 }, 'replay-name': 'one' }]);
  expect(await bus.count()).toBe(1);
  expect(await bus.call('DescribeReplay', { ReplayName: 'one' })).toMatchObject({
    State: 'COMPLETED',
  });
});

it('is heard again by all where no rule is named, and of the time that was asked for alone', async () => {
  const bus = anArchivedBus(aRule(), aRule({ arn: 'arn:rule/2' }));
  const fromS = bus.clock.now() / 1000;
  await bus.put(entry({ a: 1 }));
  await bus.later(60);
  await bus.put(entry({ a: 2 }));
  await bus.events().idle();
  bus.delivered.length = 0;
  await bus.replay('late', undefined, fromS + 30);
  await bus.events().idle();
  expect(bus.delivered.map(({ detail }) => detail.a)).toEqual([2, 2]);
});

it('refuses a name that was used, an archive that is not there, and another bus', async () => {
  const bus = anArchivedBus(aRule());
  await bus.replay('one');
  await expect(bus.replay('one')).rejects.toMatchObject({ code: 'ResourceAlreadyExistsException' });
  await expect(bus.call('DescribeArchive', { ArchiveName: 'no' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  await expect(bus.call('DescribeReplay', { ReplayName: 'no' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  await expect(
    bus.call('StartReplay', {
      ReplayName: 'two',
      EventSourceArn: archive.arn,
      EventStartTime: 0,
      EventEndTime: 1,
      Destination: { Arn: 'arn:event-bus/other' },
    }),
  ).rejects.toMatchObject({ code: 'ValidationException' });
});
