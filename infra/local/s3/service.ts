import { readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { BucketModel } from '../assembly/model.ts';
import { region } from '../assembly/physical.ts';
import { AwsError } from '../service.ts';
import { listObjects } from './listing.ts';
import {
  abortUpload,
  completeUpload,
  deleteObject,
  getObject,
  putObject,
  putPart,
  respond,
  type S3Answer,
  type S3Context,
  startUpload,
} from './objects.ts';
import { type S3Request, type Signers, s3RequestOf } from './request.ts';
import { openObjectStore } from './store.ts';
import { document, errorDocument } from './xml.ts';

export interface S3Options extends Signers {
  readonly directory: string;
  readonly buckets: readonly BucketModel[];
  /** Takes what S3 says on the default bus. */
  readonly publish: (event: object) => void;
}

/** S3 as the templates' buckets have it: objects below the data folder, path style, the policies of the caller's role. */
export interface S3 {
  /** Answers a request that is signed for S3; its body is still to be read. */
  handle(raw: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Says what an earlier run had no time to say. */
  resume(): void;
  close(): void;
}

const ofBucket = (context: S3Context, request: S3Request): S3Answer => {
  const { bucket, method, query, caller } = request;
  context.bucketOf(bucket);
  if (query.has('location')) return { status: 200, body: document('LocationConstraint', region) };
  if (method === 'HEAD') {
    caller.authorize?.('s3:ListBucket', `arn:aws:s3:::${bucket}`);
    return { status: 200 };
  }
  if (method === 'GET' && query.get('list-type') === '2') return listObjects(context, request);
  throw new AwsError('NotImplemented', `${method} of a bucket does not run locally`, 501);
};

const ofUpload = (context: S3Context, request: S3Request): Promise<S3Answer> | S3Answer => {
  if (request.method === 'PUT') return putPart(context, request);
  if (request.method === 'POST') return completeUpload(context, request);
  return abortUpload(context, request);
};

const ofObject = (context: S3Context, request: S3Request): Promise<S3Answer> | S3Answer => {
  const { method, query, raw } = request;
  context.bucketOf(request.bucket);
  if (query.has('uploadId')) return ofUpload(context, request);
  if (method === 'POST' && query.has('uploads')) return startUpload(context, request);
  if (method === 'GET' || method === 'HEAD') return getObject(context, request);
  if (method === 'DELETE') return deleteObject(context, request);
  if (method === 'PUT' && raw.headers['x-amz-copy-source'] === undefined)
    return putObject(context, request);
  throw new AwsError('NotImplemented', `This ${method} of an object does not run locally`, 501);
};

const answerTo = (context: S3Context, buckets: readonly BucketModel[], request: S3Request) => {
  if (request.bucket === '') {
    request.caller.authorize?.('s3:ListAllMyBuckets', '*');
    const Bucket = buckets.map(({ name }) => ({
      Name: name,
      CreationDate: new Date(0).toISOString(),
    }));
    return { status: 200, body: document('ListAllMyBucketsResult', { Buckets: { Bucket } }) };
  }
  return request.key === '' ? ofBucket(context, request) : ofObject(context, request);
};

/** A refusal, in S3's words. A HEAD has no body. */
const failed = (thrown: unknown, raw: IncomingMessage): S3Answer => {
  const error =
    thrown instanceof AwsError ? thrown : new AwsError('InternalError', String(thrown), 500);
  const isDenied = error.code.startsWith('AccessDenied');
  const code = isDenied ? 'AccessDenied' : error.code;
  const body = errorDocument(code, error.message, raw.url ?? '');
  return { status: isDenied ? 403 : error.status, ...(raw.method !== 'HEAD' && { body }) };
};

export const openS3 = (options: S3Options): S3 => {
  const store = openObjectStore(options.directory);
  // What a stop left half written: no row points at it.
  for (const blob of readdirSync(store.blobsDirectory))
    if (!store.isUsed(blob)) rmSync(join(store.blobsDirectory, blob), { force: true });
  const byName = new Map(options.buckets.map((bucket) => [bucket.name, bucket]));
  const tell = (): void => store.tell(options.publish);
  const context: S3Context = {
    store,
    clock: options.clock,
    tell,
    bucketOf: (name) => {
      const bucket = byName.get(name);
      if (bucket !== undefined) return bucket;
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    },
  };
  return {
    handle: async (raw, response) => {
      let answer: S3Answer;
      try {
        answer = await answerTo(context, options.buckets, s3RequestOf(raw, options));
      } catch (thrown) {
        answer = failed(thrown, raw);
        raw.resume();
      }
      await respond(response, answer);
    },
    resume: tell,
    close: store.close,
  };
};
