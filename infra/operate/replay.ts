import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeArchiveCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  ListRulesCommand,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { awsSettings } from '../cloud/aws.ts';
import type { Place } from '../cloud/endpoint.ts';
import { Refused } from '../cloud/refused.ts';
import { nameOf } from '../names.ts';

export interface ReplayOptions {
  readonly capability: string;
  readonly from: Date;
  readonly to: Date;
  readonly dryRun: boolean;
  readonly nowMs: number;
  readonly tell: (line: string) => void;
}

const ruleArns = async (
  client: EventBridgeClient,
  stage: string,
  capability: string,
): Promise<readonly string[]> => {
  const NamePrefix = nameOf(stage, capability, 'hears-');
  const { Rules } = await client.send(
    new ListRulesCommand({ EventBusName: nameOf(stage), NamePrefix }),
  );
  return (Rules ?? []).flatMap(({ Arn }) => Arn ?? []);
};

const archiveOf = async (client: EventBridgeClient, stage: string) => {
  const ArchiveName = nameOf(stage, 'archive');
  try {
    return await client.send(new DescribeArchiveCommand({ ArchiveName }));
  } catch {
    throw new Refused(`There is no archive ${ArchiveName}: the emulated cloud has none`);
  }
};

const lookAgainMs = 2_000;

const untilDone = async (
  client: EventBridgeClient,
  ReplayName: string,
  tell: ReplayOptions['tell'],
): Promise<void> => {
  for (;;) {
    const { State, StateReason, EventLastReplayedTime } = await client.send(
      new DescribeReplayCommand({ ReplayName }),
    );
    if (State === 'COMPLETED') return;
    if (State === 'FAILED' || State === 'CANCELLED')
      throw new Refused(`The replay ended ${State}: ${StateReason ?? ''}`);
    tell(`  ${State}, up to ${EventLastReplayedTime?.toISOString() ?? 'the first event'}`);
    await pause(lookAgainMs);
  }
};

/**
 * Lets one capability hear the archive's events of a span of time again, through its own rules alone. Its subscribers
 * know what they have done by the event, so nothing is done twice.
 */
export const replay = async (place: Place, options: ReplayOptions): Promise<void> => {
  const { capability, from, to, dryRun, nowMs, tell } = options;
  const client = new EventBridgeClient(awsSettings(place));
  const FilterArns = [...(await ruleArns(client, place.stage.name, capability))];
  if (FilterArns.length === 0) throw new Refused(`${capability} hears no events`);
  const archive = await archiveOf(client, place.stage.name);
  tell(
    `${capability} hears ${FilterArns.length} kinds of events; the archive has ${archive.EventCount ?? 0} events`,
  );
  if (dryRun) return;
  const ReplayName = nameOf(place.stage.name, capability, String(nowMs)).slice(0, 64);
  await client.send(
    new StartReplayCommand({
      ReplayName,
      EventSourceArn: archive.ArchiveArn,
      EventStartTime: from,
      EventEndTime: to,
      Destination: { Arn: archive.EventSourceArn, FilterArns },
    }),
  );
  await untilDone(client, ReplayName, tell);
  tell('Every event of that time was heard again');
};
