import * as z from 'zod';
import type { Model } from './assembly/model.ts';
import type { Message, QueueReader } from './lambda/queue-mapping.ts';

const RuleTarget = z.looseObject({
  DeadLetterConfig: z.looseObject({ Arn: z.string() }).optional(),
});

/** The queues that something in the templates names as its dead letter queue or on-failure destination. */
export const deadLetterQueues = (model: Model): string[] => {
  const named = [
    ...model.functions.flatMap((one) => [one.onFailureArn, one.deadLetterArn]),
    ...model.streams.map((one) => one.onFailureArn),
    ...model.queues.map((one) => one.redrive?.deadLetterTargetArn),
    ...model.rules.flatMap((rule) =>
      rule.targets.map((one) => RuleTarget.parse(one).DeadLetterConfig?.Arn),
    ),
  ];
  return [...new Set(named.filter((one) => one !== undefined))].filter((one) =>
    one.includes(':sqs:'),
  );
};

export interface RedriveOptions {
  readonly model: Model;
  readonly reader: QueueReader;
  readonly send: (queueArn: string, body: string) => void;
  readonly submit: (functionName: string, payload: string) => void;
  readonly redriveStream: (body: string) => Promise<boolean>;
  readonly deliver: (targetArn: string, ruleArn: string, body: string) => Promise<void>;
}

const FailedInvocation = z.looseObject({
  requestContext: z.looseObject({ functionArn: z.string() }),
  requestPayload: z.unknown(),
});

const textAttribute = (message: Message, name: string): string | undefined =>
  message.MessageAttributes[name]?.StringValue;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Sends one letter back to where it failed; true when it was taken. */
const redriveOne = async (
  options: RedriveOptions,
  queueArn: string,
  message: Message,
): Promise<boolean> => {
  const body = parse(message.Body);
  const ruleArn = textAttribute(message, 'RULE_ARN');
  const target = textAttribute(message, 'TARGET_ARN');
  if (ruleArn !== undefined && target !== undefined) {
    await options.deliver(target, ruleArn, message.Body);
    return true;
  }
  if (typeof body === 'object' && body !== null && 'DDBStreamBatchInfo' in body) {
    return options.redriveStream(message.Body);
  }
  const failed = FailedInvocation.safeParse(body).data;
  if (failed !== undefined && failed.requestPayload !== undefined) {
    options.submit(failed.requestContext.functionArn, JSON.stringify(failed.requestPayload));
    return true;
  }
  const source = options.model.queues.find((one) => one.redrive?.deadLetterTargetArn === queueArn);
  if (source !== undefined) {
    options.send(source.arn, message.Body);
    return true;
  }
  const owner = options.model.functions.find((one) => one.deadLetterArn === queueArn);
  if (owner !== undefined) options.submit(owner.name, message.Body);
  return owner !== undefined;
};

const quietly = (taken: Promise<boolean>): Promise<boolean> => taken.catch(() => false);

const redriveQueue = async (options: RedriveOptions, queueArn: string): Promise<number> => {
  const { reader } = options;
  const kept: Message[] = [];
  let redriven = 0;
  for (;;) {
    const messages = await reader.receive(queueArn, 10);
    if (messages.length === 0) break;
    for (const message of messages) {
      if (await quietly(redriveOne(options, queueArn, message))) {
        await reader.remove(queueArn, message);
        redriven += 1;
      } else kept.push(message);
    }
  }
  for (const message of kept) await reader.release(queueArn, message);
  return redriven;
};

/** Delivers every dead letter once more; those that are taken leave their queue, the others stay. */
export const redriveAll = async (options: RedriveOptions): Promise<number> => {
  let redriven = 0;
  for (const queueArn of deadLetterQueues(options.model))
    redriven += await redriveQueue(options, queueArn);
  return redriven;
};
