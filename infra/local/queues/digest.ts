import { createHash } from 'node:crypto';
import type { MessageAttributes } from './store.ts';

const md5 = (bytes: string | Buffer): string => createHash('md5').update(bytes).digest('hex');

export const bodyDigest = (body: string): string => md5(body);

const withLength = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** SQS's digest of attributes, which an SDK checks: name, type, a 1 for text, and value, in order of names. */
export const attributesDigest = (attributes: MessageAttributes): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType: type = '', StringValue: value = '' } = attributes[name] ?? {};
    return [withLength(name), withLength(type), Buffer.from([1]), withLength(value)];
  });
  return md5(Buffer.concat(parts));
};
