import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { QueueModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';
import { AwsError, type AwsService, type Caller } from '../service.ts';
import { attributesDigest, bodyDigest } from './digest.ts';
import {
  AttributeNames,
  ByName,
  ByPrefix,
  ChangeVisibility,
  Delete,
  DeleteBatch,
  limitSize,
  type Message,
  parse,
  Receive,
  Send,
  SendBatch,
  ToQueue,
} from './requests.ts';
import { openQueueStore, type StoredMessage } from './store.ts';

export interface QueuesOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly queues: readonly QueueModel[];
}

/** A message as a tool sees it that looks into a queue without receiving. */
export interface ListedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Queues extends AwsService {
  /** Sends for another service, whose right to do so is its own affair. */
  send(queueArn: string, body: string, attributes?: Readonly<Record<string, string>>): void;
  list(queueArn: string): ListedMessage[];
  close(): void;
}

const notThere = (name: string): AwsError =>
  new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${name}`);

const urlOf = (queue: QueueModel): string => {
  const [, , , region, account] = queue.arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${queue.name}`;
};

const received = (
  message: StoredMessage,
  receipt: string,
  nowMs: number,
): Record<string, unknown> => {
  const digest = attributesDigest(message.attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: receipt,
    Body: message.body,
    MD5OfBody: bodyDigest(message.body),
    Attributes: {
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      SentTimestamp: String(message.sentMs),
      ApproximateReceiveCount: String(message.receives + 1),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs ?? nowMs),
    },
    ...(digest === undefined
      ? {}
      : { MessageAttributes: message.attributes, MD5OfMessageAttributes: digest }),
  };
};

type Operation = (
  input: unknown,
  permitted: (action: string, queueUrl: string) => QueueModel,
) => unknown;

/** SQS on one SQLite file. A receipt hides a message for the visibility timeout; too many receipts make it a dead letter. */
export const openQueues = (options: QueuesOptions): Queues => {
  const { clock, meter } = options;
  const store = openQueueStore(options.file);
  const byName = new Map(options.queues.map((queue) => [queue.name, queue]));
  const byArn = new Map(options.queues.map((queue) => [queue.arn, queue]));

  const named = (nameOrUrl: string): QueueModel => {
    const queue = byName.get(nameOrUrl.split('/').at(-1) ?? nameOrUrl);
    if (queue === undefined) throw notThere(nameOrUrl);
    return queue;
  };

  const put = (queue: QueueModel, message: z.infer<typeof Message>): Record<string, string> => {
    const id = randomUUID();
    const { MessageBody: body, MessageAttributes: attributes } = message;
    const sentMs = clock.now();
    const stored = { id, body, attributes, sentMs, receives: 0, firstReceivedMs: undefined };
    store.add(queue.arn, stored, sentMs + (message.DelaySeconds ?? 0) * 1000);
    const digest = attributesDigest(attributes);
    return {
      MessageId: id,
      MD5OfMessageBody: bodyDigest(body),
      ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    };
  };

  /** Moves messages that were received too often; what is left may be received. */
  const receivable = (queue: QueueModel, limit: number): StoredMessage[] => {
    const { redrive } = queue;
    const found = store.visible(queue.arn, clock.now(), limit);
    if (redrive === undefined) return found;
    const spent = found.filter((one) => one.receives >= redrive.maxReceiveCount);
    if (spent.length === 0) return found;
    for (const one of spent) store.move(one.id, redrive.deadLetterTargetArn, clock.now());
    return receivable(queue, limit);
  };

  const attributesOf = (queue: QueueModel): Record<string, string> => {
    const counts = store.counts(queue.arn, clock.now());
    return {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(counts.visible),
      ApproximateNumberOfMessagesNotVisible: String(counts.received),
      ApproximateNumberOfMessagesDelayed: String(counts.delayed),
      VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
      ...(queue.redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(queue.redrive) }),
    };
  };

  const operations: Readonly<Record<string, Operation>> = {
    SendMessage: (input, permitted) => {
      const request = parse(Send, input);
      limitSize([request]);
      return put(permitted('SendMessage', request.QueueUrl), request);
    },
    SendMessageBatch: (input, permitted) => {
      const request = parse(SendBatch, input);
      limitSize(request.Entries);
      const queue = permitted('SendMessage', request.QueueUrl);
      const sent = request.Entries.map((entry) => ({ Id: entry.Id, ...put(queue, entry) }));
      return { Successful: sent, Failed: [] };
    },
    ReceiveMessage: (input, permitted) => {
      const request = parse(Receive, input);
      const queue = permitted('ReceiveMessage', request.QueueUrl);
      const nowMs = clock.now();
      const hiddenSeconds = request.VisibilityTimeout ?? queue.visibilityTimeoutSeconds;
      const messages = receivable(queue, request.MaxNumberOfMessages).map((message) => {
        const receipt = randomUUID();
        store.received(message.id, receipt, nowMs, nowMs + hiddenSeconds * 1000);
        return received(message, receipt, nowMs);
      });
      return messages.length === 0 ? {} : { Messages: messages };
    },
    DeleteMessage: (input, permitted) => {
      const request = parse(Delete, input);
      store.remove(permitted('DeleteMessage', request.QueueUrl).arn, request.ReceiptHandle);
      return {};
    },
    DeleteMessageBatch: (input, permitted) => {
      const request = parse(DeleteBatch, input);
      const queue = permitted('DeleteMessage', request.QueueUrl);
      for (const entry of request.Entries) store.remove(queue.arn, entry.ReceiptHandle);
      return { Successful: request.Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibility: (input, permitted) => {
      const request = parse(ChangeVisibility, input);
      const queue = permitted('ChangeMessageVisibility', request.QueueUrl);
      const visibleMs = clock.now() + request.VisibilityTimeout * 1000;
      if (!store.change(queue.arn, request.ReceiptHandle, visibleMs))
        throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
      return {};
    },
    GetQueueAttributes: (input, permitted) => {
      const request = parse(AttributeNames, input);
      const all = attributesOf(permitted('GetQueueAttributes', request.QueueUrl));
      const wanted = new Set(request.AttributeNames);
      const chosen = Object.entries(all).filter(([name]) => wanted.has('All') || wanted.has(name));
      return { Attributes: Object.fromEntries(chosen) };
    },
    GetQueueUrl: (input, permitted) => ({
      QueueUrl: urlOf(permitted('GetQueueUrl', parse(ByName, input).QueueName)),
    }),
    ListQueues: (input) => {
      const { QueueNamePrefix: prefix } = parse(ByPrefix, input);
      return { QueueUrls: options.queues.filter((one) => one.name.startsWith(prefix)).map(urlOf) };
    },
    PurgeQueue: (input, permitted) => {
      store.purge(permitted('PurgeQueue', parse(ToQueue, input).QueueUrl).arn);
      return {};
    },
  };

  return {
    targetPrefix: 'AmazonSQS',
    handle: async (operation, input, caller: Caller) => {
      const run = operations[operation];
      if (run === undefined)
        throw new AwsError('UnsupportedOperation', `SQS ${operation} does not run locally`);
      meter.count('queues.requests', 1);
      return run(input, (action, queueUrl) => {
        const queue = named(queueUrl);
        caller.authorize?.(`sqs:${action}`, queue.arn);
        return queue;
      });
    },
    send: (queueArn, body, attributes = {}) => {
      const queue = byArn.get(queueArn);
      if (queue === undefined) throw notThere(queueArn);
      const typed = Object.entries(attributes).map(
        ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
      );
      put(queue, { MessageBody: body, MessageAttributes: Object.fromEntries(typed) });
    },
    list: (queueArn) =>
      store.all(queueArn).map((message) => ({
        messageId: message.id,
        body: message.body,
        attributes: Object.fromEntries(
          Object.entries(message.attributes).map(([name, value]) => [name, value.StringValue]),
        ),
      })),
    close: () => store.close(),
  };
};
