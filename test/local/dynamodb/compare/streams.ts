import { ordered } from './differences.ts';
import type { Reference } from './reference.ts';

/** What a stream record says, without its times and numbers. */
export const storyOf = ({ eventName, dynamodb }: any): unknown =>
  ordered({
    eventName,
    keys: dynamodb.Keys,
    old: dynamodb.OldImage,
    fresh: dynamodb.NewImage,
  });

/** Records of one item stay in order; DynamoDB promises no order between items. */
export const byItem = (stories: readonly any[]): any[] => {
  const key = (story: any): string => JSON.stringify(story.keys);
  return [...stories].sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
};

const recordsOf = async (
  { callStreams }: Reference,
  StreamArn: string,
  ShardId: string,
): Promise<any[]> => {
  const first = await callStreams('GetShardIterator', {
    StreamArn,
    ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const records: any[] = [];
  let ShardIterator = first.ShardIterator;
  while (ShardIterator) {
    const page = await callStreams('GetRecords', { ShardIterator });
    if (page.Records.length === 0) break;
    records.push(...page.Records);
    ShardIterator = page.NextShardIterator;
  }
  return records;
};

const sequence = (record: any): bigint => BigInt(record.dynamodb.SequenceNumber);

/** The whole stream of a table of DynamoDB Local, oldest first. */
export const streamOf = async (reference: Reference, TableName: string): Promise<unknown[]> => {
  const { Streams } = await reference.callStreams('ListStreams', { TableName });
  const StreamArn: string = Streams[0].StreamArn;
  const { StreamDescription } = await reference.callStreams('DescribeStream', { StreamArn });
  const records: any[] = [];
  for (const { ShardId } of StreamDescription.Shards) {
    records.push(...(await recordsOf(reference, StreamArn, ShardId)));
  }
  return records.sort((a, b) => (sequence(a) < sequence(b) ? -1 : 1)).map(storyOf);
};
