import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { meter } from '../../../infra/local/meter.ts';
import { openQueues } from '../../../infra/local/queues/service.ts';

const arn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/work';

const aQueue = () => {
  let nowMs = Date.UTC(2030, 0, 1);
  const file = join(mkdtempSync(join(tmpdir(), 'queues-')), 'queues.sqlite');
  const queue = { fifo: false, visibilityTimeoutSeconds: 30 };
  const redrive = { deadLetterTargetArn: arn('dead'), maxReceiveCount: 2 };
  const open = () =>
    openQueues({
      file,
      clock: { now: () => nowMs, at: () => () => {} },
      meter: meter(),
      queues: [
        { ...queue, name: 'work', arn: arn('work'), redrive },
        { ...queue, name: 'dead', arn: arn('dead') },
      ],
    });
  let queues = open();
  const call = (
    operation: string,
    input: object = {},
    caller: any = { principal: 'root' },
  ): Promise<any> => queues.handle(operation, { QueueUrl, ...input }, caller);
  return {
    call,
    queues: () => queues,
    later: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    restart: () => {
      queues.close();
      queues = open();
    },
    receive: async (more: object = {}): Promise<any[]> =>
      (await call('ReceiveMessage', more)).Messages ?? [],
  };
};

it('hides a received message until its visibility timeout is over', async () => {
  const queue = aQueue();
  await queue.call('SendMessage', { MessageBody: 'a' });
  expect(await queue.receive()).toMatchObject([
    {
      Body: 'a',
      MD5OfBody: '0cc175b9c0f1b6a831c399e269772661',
      Attributes: { ApproximateReceiveCount: '1' },
    },
  ]);
  expect(await queue.receive()).toEqual([]);
  queue.later(30);
  expect(await queue.receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '2' } }]);
});

it('forgets a deleted message, and keeps one whose receipt is old', async () => {
  const queue = aQueue();
  await queue.call('SendMessage', { MessageBody: 'a' });
  const [first] = await queue.receive();
  queue.later(30);
  const [second] = await queue.receive();
  await queue.call('DeleteMessage', { ReceiptHandle: first.ReceiptHandle });
  expect(queue.queues().list(arn('work'))).toHaveLength(1);
  await queue.call('DeleteMessage', { ReceiptHandle: second.ReceiptHandle });
  expect(queue.queues().list(arn('work'))).toHaveLength(0);
});

it('moves a message to the dead letter queue that was received too often', async () => {
  const queue = aQueue();
  await queue.call('SendMessage', { MessageBody: 'a' });
  for (const _ of [1, 2]) {
    expect(await queue.receive()).toHaveLength(1);
    queue.later(30);
  }
  expect(await queue.receive()).toEqual([]);
  expect(queue.queues().list(arn('dead'))).toMatchObject([{ body: 'a' }]);
});

it('keeps messages with their attributes over a restart', async () => {
  const queue = aQueue();
  queue.queues().send(arn('work'), 'body', { RULE_ARN: 'r' });
  queue.restart();
  expect(queue.queues().list(arn('work'))).toMatchObject([
    { body: 'body', attributes: { RULE_ARN: 'r' } },
  ]);
  expect(await queue.receive()).toMatchObject([
    { MessageAttributes: { RULE_ARN: { DataType: 'String', StringValue: 'r' } } },
  ]);
});

it('delays a message and changes visibility', async () => {
  const queue = aQueue();
  await queue.call('SendMessage', { MessageBody: 'a', DelaySeconds: 5 });
  expect(await queue.receive()).toEqual([]);
  queue.later(5);
  const [message] = await queue.receive();
  await queue.call('ChangeMessageVisibility', {
    ReceiptHandle: message.ReceiptHandle,
    VisibilityTimeout: 0,
  });
  expect(await queue.receive()).toHaveLength(1);
});

it('counts, sends and deletes in batches, purges, and finds queues', async () => {
  const queue = aQueue();
  await queue.call('SendMessageBatch', {
    Entries: [
      { Id: '1', MessageBody: 'a' },
      { Id: '2', MessageBody: 'b' },
    ],
  });
  const messages = await queue.receive({ MaxNumberOfMessages: 10 });
  await queue.call('DeleteMessageBatch', {
    Entries: [{ Id: '1', ReceiptHandle: messages[0].ReceiptHandle }],
  });
  const { Attributes } = await queue.call('GetQueueAttributes', { AttributeNames: ['All'] });
  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '1',
  });
  await queue.call('PurgeQueue');
  expect(queue.queues().list(arn('work'))).toEqual([]);
  expect(await queue.call('GetQueueUrl', { QueueName: 'work' })).toEqual({ QueueUrl });
  expect((await queue.call('ListQueues')).QueueUrls).toHaveLength(2);
});

it('refuses an unknown queue, and a caller without the right', async () => {
  const queue = aQueue();
  await expect(
    queue.call('SendMessage', { QueueUrl: 'x/none', MessageBody: 'a' }),
  ).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
  const authorize = (action: string, resource: string) => {
    throw new Error(`${action} ${resource}`);
  };
  await expect(queue.call('ReceiveMessage', {}, { principal: 'r', authorize })).rejects.toThrow(
    `sqs:ReceiveMessage ${arn('work')}`,
  );
});
