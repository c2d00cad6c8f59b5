import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveModel, RuleModel } from '../../../infra/local/assembly/model.ts';
import { openEvents } from '../../../infra/local/events/service.ts';
import { meter } from '../../../infra/local/meter.ts';
import { root, stillClock, turn } from '../still-clock.ts';

export const aRule = (more: Partial<RuleModel> = {}, target: object = {}): RuleModel => ({
  name: 'r',
  arn: 'arn:rule/r',
  bus: 'main',
  pattern: { source: ['bss.x'] },
  enabled: true,
  targets: [{ Id: 't', Arn: 'arn:target', ...target }],
  ...more,
});

export const entry = (detail: object = {}, more: object = {}): object => ({
  Source: 'bss.x',
  DetailType: 'XEvent',
  Detail: JSON.stringify(detail),
  EventBusName: 'main',
  ...more,
});

export const aBus = (
  rules: RuleModel[],
  take: (payload: any) => Promise<void> = async () => {},
  archives: ArchiveModel[] = [],
) => {
  const file = join(mkdtempSync(join(tmpdir(), 'events-')), 'events.sqlite');
  const clock = stillClock();
  const counts = meter();
  const delivered: any[] = [];
  const dead: { queueArn: string; body: string; attributes: Record<string, string> }[] = [];
  const open = () =>
    openEvents({
      file,
      clock,
      meter: counts,
      buses: ['main'],
      rules,
      archives,
      deliver: async (_, payload) => {
        delivered.push(payload);
        await take(payload);
      },
      deadLetter: (queueArn, body, attributes) => {
        dead.push({ queueArn, body, attributes });
      },
    });
  let events = open();
  return {
    clock,
    counts,
    delivered,
    dead,
    events: () => events,
    put: (...Entries: object[]): Promise<any> => events.handle('PutEvents', { Entries }, root),
    restart: () => {
      events.close();
      events = open();
      events.resume();
    },
    later: async (seconds: number) => {
      clock.move(seconds * 1000);
      await turn();
    },
  };
};
