import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { presigned, stampOf } from '../../../functions/kernel/files/signature.ts';
import { callers, root } from '../../../infra/local/iam/evaluator.ts';
import { isForS3 } from '../../../infra/local/s3/request.ts';
import { openS3, type S3 } from '../../../infra/local/s3/service.ts';
import { stillClock } from '../still-clock.ts';

const Bucket = 'files';
const roleArn = 'arn:aws:iam::000000000000:role/reader';
const statement = {
  allow: true,
  actions: ['s3:GetObject', 's3:PutObject'],
  exceptActions: [],
  resources: ['arn:aws:s3:::files/*/usage/*'],
  exceptResources: [],
  conditions: {},
};
const callerFor = callers([{ name: 'reader', arn: roleArn, statements: [statement] }], {
  has: () => false,
});

let directory: string;
let s3: S3;
let server: Server;
let url: string;
let clock: ReturnType<typeof stillClock>;
let said: any[];

const open = (): S3 =>
  openS3({
    directory,
    buckets: [{ name: Bucket, arn: 'arn:aws:s3:::files', eventBridge: true }],
    clock,
    callerOf: (id) => (id === 'reader' ? callerFor(roleArn, id) : root),
    secretOf: (id) => `secret of ${id}`,
    publish: (event) => said.push(event),
  });

const clientOf = (accessKeyId: string): S3Client =>
  new S3Client({
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'x' },
  });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 's3-'));
  said = [];
  clock = stillClock();
  s3 = open();
  server = createServer((raw, response) => {
    if (isForS3(raw)) void s3.handle(raw, response);
    else response.writeHead(418).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  s3.close();
});

const textAt = async (client: S3Client, Key: string, Range?: string): Promise<string> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
  return (await Body?.transformToString()) ?? '';
};

describe('the unchanged SDK', () => {
  it('puts, reads, reads a range, looks at, and removes an object', async () => {
    const client = clientOf('tool');
    const Key = 'demo/usage/a b&c.txt';
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: 'hello world',
        ContentType: 'text/plain',
        Metadata: { by: 'test' },
      }),
    );
    expect(await textAt(client, Key)).toBe('hello world');
    expect(await textAt(client, Key, 'bytes=6-')).toBe('world');
    expect(await textAt(client, Key, 'bytes=-5')).toBe('world');
    expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ContentLength: 11,
      ContentType: 'text/plain',
      ETag: '"5eb63bbbe01eeed093cb22bb8f5acdc3"',
      Metadata: { by: 'test' },
    });
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(textAt(client, Key)).rejects.toThrow('The specified key does not exist.');
    await expect(client.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('takes a stream with its framing, and an empty object', async () => {
    const client = clientOf('tool');
    const text = 'x'.repeat(200_000);
    const Body = Readable.from([text.slice(0, 70_000), text.slice(70_000)]);
    await client.send(
      new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: text.length }),
    );
    expect(await textAt(client, 'stream')).toBe(text);
    await client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
    expect(await textAt(client, 'empty')).toBe('');
  });

  it('lists by prefix in the order of the keys, in pages and in folders', async () => {
    const client = clientOf('tool');
    for (const Key of ['a/2', 'a/10', 'b/1', 'a/1', 'a/b/1'])
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', MaxKeys: 2 }));
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/10']);
    expect(page.IsTruncated).toBe(true);
    const rest = await client.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: 'a/',
        ContinuationToken: page.NextContinuationToken,
      }),
    );
    expect(rest.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['a/2', 3],
      ['a/b/1', 5],
    ]);
    expect(rest.IsTruncated).toBe(false);
    const folders = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'b/' }]);
  });

  it('uploads in parts, shows nothing before the end, and gives up cleanly', async () => {
    const client = clientOf('tool');
    const Key = 'large';
    const parts = ['a'.repeat(5 * 1024 * 1024), 'end'];
    const start = async () =>
      (await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
    const UploadId = await start();
    const Parts = [];
    for (const [index, Body] of parts.entries()) {
      const PartNumber = index + 1;
      const { ETag } = await client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
      );
      Parts.push({ ETag, PartNumber });
    }
    await expect(textAt(client, Key)).rejects.toThrow('does not exist');
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
    expect(await textAt(client, Key)).toBe(parts.join(''));
    const other = await start();
    await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId: other, PartNumber: 1, Body: 'x' }),
    );
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: other }));
    expect(await textAt(client, Key)).toBe(parts.join(''));
    expect(readdirSync(join(directory, 'blobs'))).toHaveLength(1);
  });

  it('is told what its role does not allow', async () => {
    const client = clientOf('reader');
    await client.send(new PutObjectCommand({ Bucket, Key: 'demo/usage/x', Body: 'x' }));
    expect(await textAt(client, 'demo/usage/x')).toBe('x');
    await expect(textAt(client, 'demo/billing/x')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        's3:GetObject on resource: arn:aws:s3:::files/demo/billing/x',
      ),
    });
    await expect(client.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('learns that a bucket is not there', async () => {
    await expect(
      clientOf('tool').send(new GetObjectCommand({ Bucket: 'none', Key: 'x' })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('what is written', () => {
  it('is said on the bus with bucket, key and size', async () => {
    await clientOf('tool').send(new PutObjectCommand({ Bucket, Key: 'demo/usage/x', Body: 'abc' }));
    expect(said).toMatchObject([
      {
        'detail-type': 'Object Created',
        detail: { bucket: { name: Bucket }, object: { key: 'demo/usage/x', size: 3 } },
      },
    ]);
  });

  it('is there after a restart, and what a stop left half written is not', async () => {
    await clientOf('tool').send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'abc' }));
    writeFileSync(join(directory, 'blobs', 'half'), 'ab');
    s3.close();
    s3 = open();
    expect(await textAt(clientOf('tool'), 'kept')).toBe('abc');
    expect(readdirSync(join(directory, 'blobs'))).toHaveLength(1);
  });
});

describe('a link', () => {
  const linkTo = (
    method: string,
    key: string,
    by = 'reader',
    secretAccessKey = `secret of ${by}`,
  ) =>
    presigned(
      { method, url: new URL(`${url}/${Bucket}/${key}`) },
      { accessKeyId: by, secretAccessKey },
      { region: 'us-east-1', stamp: stampOf(new Date(clock.now()).toISOString()), seconds: 60 },
    );

  it('lets whoever has it do the one thing, as long as it holds', async () => {
    const put = await fetch(linkTo('PUT', 'demo/usage/x'), { method: 'PUT', body: 'hello' });
    expect(put.status).toBe(200);
    const link = linkTo('GET', 'demo/usage/x');
    expect(await (await fetch(link)).text()).toBe('hello');
    expect((await fetch(link, { method: 'DELETE' })).status).toBe(403);
    clock.move(61_000);
    expect(await (await fetch(link)).text()).toContain('Request has expired');
  });

  it('cannot be made or bent by someone else', async () => {
    const bent = linkTo('GET', 'demo/usage/x');
    bent.pathname = `/${Bucket}/other/usage/x`;
    expect((await fetch(bent)).status).toBe(403);
    expect((await fetch(linkTo('GET', 'demo/usage/x', 'reader', 'guess'))).status).toBe(403);
    expect((await fetch(linkTo('GET', 'demo/usage/x', 'tool', 'x'))).status).toBe(403);
  });

  it('reaches no further than the role of the function that made it', async () => {
    expect((await fetch(linkTo('GET', 'demo/billing/x'))).status).toBe(403);
  });
});

const hasCli = spawnSync('aws', ['--version']).status === 0;

(hasCli ? it : it.skip)(
  'serves the AWS CLI: a file of 20 MB up, listed, and down again',
  async () => {
    const run = promisify(execFile);
    const file = join(directory, 'up.bin');
    const content = Buffer.alloc(20 * 1024 * 1024, 'abc');
    writeFileSync(file, content);
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'tool',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_DEFAULT_REGION: 'us-east-1',
    };
    const aws = (...words: string[]) =>
      run('aws', ['--endpoint-url', url, 's3', ...words], { env });
    await aws('cp', file, `s3://${Bucket}/demo/usage/up.bin`);
    expect((await aws('ls', `s3://${Bucket}/demo/usage/`)).stdout).toContain('20971520 up.bin');
    const back = await clientOf('tool').send(
      new GetObjectCommand({ Bucket, Key: 'demo/usage/up.bin' }),
    );
    expect(
      Buffer.compare(Buffer.from((await back.Body?.transformToByteArray()) ?? []), content),
    ).toBe(0);
  },
  60_000,
);
