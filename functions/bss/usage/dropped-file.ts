import type { FilePlace } from '../../kernel/files/place.ts';
import { listFiles } from '../../kernel/files/store.ts';
import { derivedId } from '../../kernel/ids.ts';
import { change, commit, creation, racing, read } from '../../kernel/table/store.ts';
import type { WriteContext } from '../../kernel/table/stored.ts';
import { progress } from './collect-file.ts';
import type { FileMemory, UsageCollection } from './usage-collection.ts';
import { usageCollection } from './usage-collection.ts';
import type { UsageFeed } from './usage-feed.ts';
import { feedId, usageFeed } from './usage-feed.ts';

/** The area of the bucket that the network's systems write their files into. */
export const dropArea = 'usage';

/** A file that stands in the bucket, in one content. */
interface Dropped {
  readonly place: Pick<FilePlace, 'name'>;
  readonly etag: string;
}

const sourceOf = (name: string): string => name.split('.', 1)[0] ?? '';

const countsOfNone = { received: 0, rated: 0, duplicate: 0, rejected: 0, bytes: 0 };

/** The same name with the same content is the same collection: a notification that comes again starts nothing. */
const collectionId = ({ place, etag }: Dropped): string =>
  derivedId(usageCollection.idPrefix, 'dropped', place.name, etag);

const memoryOf = ({ place, etag }: Dropped, feed: UsageFeed | undefined): FileMemory => ({
  area: dropArea,
  name: place.name,
  etag,
  wholeLines: true,
  rows: 0,
  ...(feed?.mapping && { mapping: feed.mapping }),
});

const collectionOf = (
  file: Dropped,
  feed: UsageFeed | undefined,
  context: WriteContext,
): UsageCollection => {
  const source = sourceOf(file.place.name);
  return {
    id: collectionId(file),
    href: `${usageCollection.api.basePath}/${usageCollection.name}/${collectionId(file)}`,
    '@type': usageCollection.type,
    name: file.place.name,
    source,
    format: feed?.format ?? 'records',
    startDate: context.at,
    ...countsOfNone,
    ...(feed === undefined
      ? { status: 'waiting', reason: `No feed is declared for source ${source}` }
      : { status: 'inProgress' }),
  };
};

/** Waits for its feed, or could not be read with the one that it had. */
const isOpen = ({ status }: UsageCollection): boolean =>
  status === 'waiting' || status === 'failed';

/** Takes a file up, or lets it wait for its feed. What was taken up before stays as it is. */
const takeUp = (file: Dropped, feed: UsageFeed | undefined, context: WriteContext): Promise<void> =>
  racing(file.place.name, async () => {
    const value = collectionOf(file, feed, context);
    const hidden = { file: memoryOf(file, feed) };
    const stored = await read(usageCollection, context.caller.tenant, value.id);
    if (stored === undefined) return commit(creation(usageCollection, value, context, { hidden }));
    if (!isOpen(stored.value) || feed === undefined) return true;
    const next = { ...value, startDate: stored.value.startDate };
    const extra = [progress(next)];
    return commit(change(usageCollection, stored, next, context, { hidden, extra }));
  });

/** A file was put into the bucket. */
export const fileDropped = async (
  { name, etag }: { readonly name: string; readonly etag: string },
  context: WriteContext,
): Promise<void> => {
  const feed = await read(usageFeed, context.caller.tenant, feedId(sourceOf(name)));
  await takeUp({ place: { name }, etag }, feed?.value, context);
};

/** A feed was declared or corrected: all its files that wait or failed are taken up, also one whose notification never came. */
export const feedDeclared = async (id: string, context: WriteContext): Promise<void> => {
  const { tenant } = context.caller;
  const feed = (await read(usageFeed, tenant, id))?.value;
  if (feed === undefined) return;
  let after: string | undefined;
  for (;;) {
    const prefix = `${feed.source}.`;
    const page = await listFiles(
      { tenant, area: dropArea },
      { prefix, ...(after !== undefined && { after }) },
    );
    for (const file of page.files) await takeUp(file, feed, context);
    after = page.files.at(-1)?.place.name;
    if (!page.more || after === undefined) return;
  }
};
