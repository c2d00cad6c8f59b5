import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { BucketModel } from '../assembly/model.ts';
import { account, region } from '../assembly/physical.ts';
import type { Clock } from '../clock.ts';
import { AwsError } from '../service.ts';
import { receive, receiveText } from './body.ts';
import type { S3Request } from './request.ts';
import type { ObjectRow, ObjectStore } from './store.ts';
import { document } from './xml.ts';

/** What the operations on objects work with. */
export interface S3Context {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly bucketOf: (name: string) => BucketModel;
  /** Something was written: what is to be said of it is. */
  readonly tell: () => void;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** Text, or a part of a file on disk. */
  readonly body?: string | { readonly file: string; readonly from: number; readonly to: number };
}

const arnOf = ({ bucket, key }: S3Request): string => `arn:aws:s3:::${bucket}/${key}`;
export const mayDo = (request: S3Request, action: string): void =>
  request.caller.authorize?.(`s3:${action}`, arnOf(request));

const noSuchKey = (): AwsError =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', 404);

/** Who may not list the bucket does not learn that a key is missing: it is denied like any other. */
const found = ({ store }: S3Context, { bucket, key, caller }: S3Request): ObjectRow => {
  const row = store.find(bucket, key);
  if (row !== undefined) return row;
  caller.authorize?.('s3:ListBucket', `arn:aws:s3:::${bucket}`);
  throw noSuchKey();
};

const rangeOf = (
  header: string | undefined,
  bytes: number,
): { from: number; to: number } | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (from > to) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { from, to };
};

const headersOf = (row: ObjectRow, query: URLSearchParams): Record<string, string> => {
  const disposition = query.get('response-content-disposition');
  const metadata: Record<string, string> = JSON.parse(row.metadata);
  return {
    'Content-Type': query.get('response-content-type') ?? row.contentType,
    ETag: `"${row.etag}"`,
    'Last-Modified': new Date(row.modifiedMs).toUTCString(),
    'Accept-Ranges': 'bytes',
    ...metadata,
    ...(disposition !== null && { 'Content-Disposition': disposition }),
  };
};

export const getObject = (context: S3Context, request: S3Request): S3Answer => {
  mayDo(request, 'GetObject');
  const row = found(context, request);
  const range = rangeOf(request.raw.headers.range, row.bytes);
  const { from, to } = range ?? { from: 0, to: row.bytes - 1 };
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headersOf(row, request.query),
      'Content-Length': to - from + 1,
      ...(range && { 'Content-Range': `bytes ${from}-${to}/${row.bytes}` }),
    },
    ...(request.method === 'GET' && {
      body: { file: context.store.blobFile(row.blob), from, to },
    }),
  };
};

const discard = async ({ store }: S3Context, blob: string | undefined): Promise<void> => {
  if (blob !== undefined) await rm(store.blobFile(blob), { force: true });
};

const createdEvent = ({ bucket, key, caller }: S3Request, row: ObjectRow, reason: string): string =>
  JSON.stringify({
    'detail-type': 'Object Created',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: row.bytes, etag: row.etag, sequencer: row.blob.replaceAll('-', '') },
      'request-id': randomUUID(),
      requester: caller.principal === 'root' ? account : caller.principal,
      reason,
    },
  });

const keep = async (
  context: S3Context,
  request: S3Request,
  row: ObjectRow,
  reason: string,
): Promise<void> => {
  const { bucket } = request;
  const says = context.bucketOf(bucket).eventBridge;
  const replaced = context.store.put(
    bucket,
    row,
    says ? createdEvent(request, row, reason) : undefined,
  );
  context.tell();
  await discard(context, replaced);
};

const metadataOf = ({ raw }: S3Request) => ({
  contentType: raw.headers['content-type'] ?? 'binary/octet-stream',
  metadata: JSON.stringify(
    Object.fromEntries(
      Object.entries(raw.headers).filter(([name]) => name.startsWith('x-amz-meta-')),
    ),
  ),
});

export const putObject = async (context: S3Context, request: S3Request): Promise<S3Answer> => {
  mayDo(request, 'PutObject');
  const { blob, bytes, md5 } = await receive(request.raw, context.store);
  const wanted = request.raw.headers['content-md5'];
  const isWhole = wanted === undefined || Buffer.from(md5, 'hex').toString('base64') === wanted;
  const isFree =
    request.raw.headers['if-none-match'] === undefined ||
    context.store.find(request.bucket, request.key) === undefined;
  if (!isWhole || !isFree) {
    await discard(context, blob);
    throw isWhole
      ? new AwsError(
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold',
          412,
        )
      : new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const modifiedMs = context.clock.now();
  const row = { key: request.key, blob, bytes, etag: md5, modifiedMs, ...metadataOf(request) };
  await keep(context, request, row, 'PutObject');
  return { status: 200, headers: { ETag: `"${md5}"` } };
};

export const deleteObject = async (context: S3Context, request: S3Request): Promise<S3Answer> => {
  mayDo(request, 'DeleteObject');
  await discard(context, context.store.remove(request.bucket, request.key));
  return { status: 204 };
};

export const startUpload = (context: S3Context, request: S3Request): S3Answer => {
  mayDo(request, 'PutObject');
  const id = randomUUID().replaceAll('-', '');
  const { bucket, key } = request;
  context.store.begin(id, { bucket, key, ...metadataOf(request) });
  const body = document('InitiateMultipartUploadResult', {
    Bucket: bucket,
    Key: key,
    UploadId: id,
  });
  return { status: 200, body };
};

const uploadOf = (context: S3Context, request: S3Request) => {
  const id = request.query.get('uploadId') ?? '';
  const upload = context.store.upload(id);
  if (upload?.bucket !== request.bucket || upload.key !== request.key)
    throw new AwsError('NoSuchUpload', 'The specified upload does not exist.', 404);
  return { id, ...upload };
};

export const putPart = async (context: S3Context, request: S3Request): Promise<S3Answer> => {
  mayDo(request, 'PutObject');
  const { id } = uploadOf(context, request);
  const part = Number(request.query.get('partNumber'));
  const { blob, bytes, md5 } = await receive(request.raw, context.store);
  const before = context.store.parts(id).find((one) => one.part === part);
  context.store.addPart(id, { part, blob, bytes, etag: md5 });
  await discard(context, before?.blob);
  return { status: 200, headers: { ETag: `"${md5}"` } };
};

export const abortUpload = async (context: S3Context, request: S3Request): Promise<S3Answer> => {
  mayDo(request, 'AbortMultipartUpload');
  const { id } = uploadOf(context, request);
  const parts = context.store.parts(id);
  context.store.endUpload(id);
  for (const { blob } of parts) await discard(context, blob);
  return { status: 204 };
};

/** The parts that the client names, in its order; each must be there as it was sent. */
const partsNamed = (xml: string, parts: ReturnType<ObjectStore['parts']>) => {
  const named = [...xml.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, inside = '']) => ({
    part: Number(/<PartNumber>(\d+)</.exec(inside)?.[1]),
    etag: /<ETag>([^<]*)</.exec(inside)?.[1]?.replace(/"|&quot;|&#34;/g, ''),
  }));
  const kept = named.map(({ part, etag }) =>
    parts.find((one) => one.part === part && one.etag === etag),
  );
  return kept.flatMap((one) => {
    if (one === undefined)
      throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.');
    return one;
  });
};

const leastPartBytes = 5 * 1024 * 1024;

export const completeUpload = async (context: S3Context, request: S3Request): Promise<S3Answer> => {
  mayDo(request, 'PutObject');
  const { id, key, contentType, metadata } = uploadOf(context, request);
  const { store } = context;
  const parts = partsNamed(await receiveText(request.raw), store.parts(id));
  if (parts.slice(0, -1).some(({ bytes }) => bytes < leastPartBytes))
    throw new AwsError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
    );
  const blob = randomUUID();
  for (const part of parts)
    await pipeline(
      createReadStream(store.blobFile(part.blob)),
      createWriteStream(store.blobFile(blob), { flags: 'a', mode: 0o600, flush: true }),
    );
  const digests = createHash('md5');
  for (const { etag } of parts) digests.update(Buffer.from(etag, 'hex'));
  const etag = `${digests.digest('hex')}-${parts.length}`;
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const row = { key, blob, bytes, etag, contentType, metadata, modifiedMs: context.clock.now() };
  const all = store.parts(id);
  await keep(context, request, row, 'CompleteMultipartUpload');
  store.endUpload(id);
  for (const part of all) await discard(context, part.blob);
  const body = document('CompleteMultipartUploadResult', {
    Location: `http://${request.raw.headers.host}/${request.bucket}/${key}`,
    Bucket: request.bucket,
    Key: key,
    ETag: `"${etag}"`,
  });
  return { status: 200, body };
};

/** Sends a text, or streams a part of a file. */
export const respond = async (response: ServerResponse, answer: S3Answer): Promise<void> => {
  const { status, headers = {}, body } = answer;
  const common = { 'x-amz-request-id': randomUUID(), 'x-amz-bucket-region': region };
  if (typeof body === 'object') {
    response.writeHead(status, { ...common, ...headers });
    if (body.to < body.from) response.end();
    else await pipeline(createReadStream(body.file, { start: body.from, end: body.to }), response);
    return;
  }
  const text = body === undefined ? {} : { 'Content-Type': 'application/xml' };
  const length =
    status === 204 || body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...common, ...text, ...length, ...headers });
  response.end(body);
};
