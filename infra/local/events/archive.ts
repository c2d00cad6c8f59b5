import * as z from 'zod';
import type { ArchiveModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import { AwsError } from '../service.ts';
import { compilePattern } from './pattern.ts';
import type { Archived, EventStore } from './store.ts';

type Event = Record<string, unknown>;

const Seconds = z.number().transform((seconds) => seconds * 1000);
const ArchiveNamed = z.looseObject({ ArchiveName: z.string() });
const ReplayNamed = z.looseObject({ ReplayName: z.string() });
const Start = ReplayNamed.extend({
  EventSourceArn: z.string(),
  EventStartTime: Seconds,
  EventEndTime: Seconds,
  Destination: z.looseObject({ Arn: z.string(), FilterArns: z.array(z.string()).optional() }),
});
type Start = z.infer<typeof Start>;

const dayMs = 86_400_000;
/** What is too old goes when so many more have come; counting them is cheaper than looking each time. */
const forgetEvery = 1_000;

const unknown = (what: string): AwsError =>
  new AwsError('ResourceNotFoundException', `${what} does not exist.`);

/** The bus's archives, and replays of them: what AWS keeps beside a bus and hands out again. */
export const openArchives = (models: readonly ArchiveModel[], store: EventStore, clock: Clock) => {
  const archives = models.map((model) => ({
    model,
    bus: model.busArn.split('/').at(-1) ?? '',
    fits: model.pattern === undefined ? () => true : compilePattern(model.pattern),
  }));
  const replays = new Map<string, object>();
  let sinceForgotten = 0;

  const forget = (): void => {
    sinceForgotten = 0;
    for (const { name, retentionDays } of models)
      if (retentionDays > 0) store.forget(name, clock.now() - retentionDays * dayMs);
  };

  const replay = (
    input: Start,
    archive: ArchiveModel,
    deliver: (ruleArns: readonly string[] | undefined, event: Event) => void,
  ): void => {
    const { ReplayName, EventStartTime, EventEndTime, Destination } = input;
    const events = [...store.archived(archive.name, EventStartTime, EventEndTime)];
    for (const event of events)
      deliver(Destination.FilterArns, { ...event, 'replay-name': ReplayName });
  };

  return {
    /** What archives keep of an event on a bus. */
    kept: (bus: string, event: Event): readonly Archived[] => {
      const keeping = archives.filter((one) => one.bus === bus && one.fits(event));
      sinceForgotten += keeping.length;
      if (sinceForgotten > forgetEvery) forget();
      return keeping.map(({ model }) => ({
        archive: model.name,
        atMs: clock.now(),
        event: JSON.stringify(event),
      }));
    },
    describe: (input: unknown): object => {
      const { ArchiveName } = ArchiveNamed.parse(input);
      const found = models.find(({ name }) => name === ArchiveName);
      if (found === undefined) throw unknown(`Archive ${ArchiveName}`);
      forget();
      const { events, bytes } = store.archive(found.name);
      return {
        ArchiveName,
        ArchiveArn: found.arn,
        EventSourceArn: found.busArn,
        State: 'ENABLED',
        RetentionDays: found.retentionDays,
        EventCount: events,
        SizeBytes: bytes,
      };
    },
    /** Hands the events of a span of time to the rules that the replay is confined to; it is over when they are on their way. */
    start: (
      input: unknown,
      deliver: (ruleArns: readonly string[] | undefined, event: Event) => void,
    ): object => {
      const asked = Start.parse(input);
      const archive = models.find(({ arn }) => arn === asked.EventSourceArn);
      if (archive === undefined) throw unknown(`Archive ${asked.EventSourceArn}`);
      if (archive.busArn !== asked.Destination.Arn)
        throw new AwsError('ValidationException', 'Cross event bus replay is not permitted.');
      if (replays.has(asked.ReplayName))
        throw new AwsError(
          'ResourceAlreadyExistsException',
          `Replay ${asked.ReplayName} already exists.`,
        );
      replay(asked, archive, deliver);
      const described = { ReplayName: asked.ReplayName, State: 'COMPLETED' };
      replays.set(asked.ReplayName, described);
      return { ...described, State: 'STARTING' };
    },
    describeReplay: (input: unknown): object => {
      const { ReplayName } = ReplayNamed.parse(input);
      const found = replays.get(ReplayName);
      if (found === undefined) throw unknown(`Replay ${ReplayName}`);
      return found;
    },
  };
};
