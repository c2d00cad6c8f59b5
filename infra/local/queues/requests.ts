import * as z from 'zod';
import { AwsError } from '../service.ts';

const Attributes = z
  .record(z.string(), z.object({ DataType: z.string(), StringValue: z.string() }))
  .default({});
const delay = z.number().int().min(0).max(900).optional();

export const Message = z.looseObject({
  MessageBody: z.string().min(1),
  DelaySeconds: delay,
  MessageAttributes: Attributes,
});
export const ToQueue = z.looseObject({ QueueUrl: z.string() });
export const Send = z.looseObject({ ...ToQueue.shape, ...Message.shape });
export const SendBatch = z.looseObject({
  ...ToQueue.shape,
  Entries: z
    .array(z.looseObject({ Id: z.string(), ...Message.shape }))
    .min(1)
    .max(10),
});
export const Receive = z.looseObject({
  ...ToQueue.shape,
  MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
  VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
});
export const Delete = z.looseObject({ ...ToQueue.shape, ReceiptHandle: z.string() });
export const DeleteBatch = z.looseObject({
  ...ToQueue.shape,
  Entries: z
    .array(z.looseObject({ Id: z.string(), ReceiptHandle: z.string() }))
    .min(1)
    .max(10),
});
export const ChangeVisibility = z.looseObject({
  ...Delete.shape,
  VisibilityTimeout: z.number().int().min(0).max(43_200),
});
export const AttributeNames = z.looseObject({
  ...ToQueue.shape,
  AttributeNames: z.array(z.string()).default([]),
});
export const ByName = z.looseObject({ QueueName: z.string() });
export const ByPrefix = z.looseObject({ QueueNamePrefix: z.string().default('') });

/** Of one message, and of all in a batch. */
const mostBytes = 262_144;

export const parse = <T>(schema: z.ZodType<T>, input: unknown): T => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsError('InvalidParameterValue', z.prettifyError(parsed.error));
};

export const limitSize = (messages: readonly z.infer<typeof Message>[]): void => {
  const bytes = messages.reduce(
    (sum, one) =>
      sum +
      Buffer.byteLength(one.MessageBody) +
      Buffer.byteLength(
        Object.values(one.MessageAttributes)
          .map((value) => value.StringValue)
          .join(''),
      ),
    0,
  );
  if (bytes > mostBytes)
    throw new AwsError(
      messages.length > 1 ? 'AWS.SimpleQueueService.BatchRequestTooLong' : 'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${mostBytes} bytes.`,
    );
};
