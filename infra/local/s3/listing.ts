import type { S3Answer, S3Context } from './objects.ts';
import type { S3Request } from './request.ts';
import type { ObjectRow } from './store.ts';
import { document } from './xml.ts';

const mostKeys = 1_000;

/** The last of all texts that begin with this one, so that a listing can go on behind a folder. */
const behind = (prefix: string): string => `${prefix}\u{10FFFF}`;

interface Listed {
  readonly rows: readonly ObjectRow[];
  readonly folders: readonly string[];
  readonly next: string | undefined;
}

/** A page of keys; those that share what follows the prefix up to the delimiter count as one folder. */
const pageOf = (
  { store }: S3Context,
  bucket: string,
  {
    prefix,
    delimiter,
    after,
    limit,
  }: { prefix: string; delimiter: string; after: string; limit: number },
): Listed => {
  const rows: ObjectRow[] = [];
  const folders: string[] = [];
  let last = after;
  while (rows.length + folders.length < limit) {
    const [row] = store.page(bucket, { prefix, after: last, from: prefix, limit: 1 });
    if (row === undefined) return { rows, folders, next: undefined };
    const end = delimiter === '' ? -1 : row.key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      rows.push(row);
      last = row.key;
    } else {
      const folder = row.key.slice(0, end + delimiter.length);
      folders.push(folder);
      last = behind(folder);
    }
  }
  const more = store.page(bucket, { prefix, after: last, from: prefix, limit: 1 }).length > 0;
  return { rows, folders, next: more ? last : undefined };
};

export const listObjects = (context: S3Context, { bucket, query, caller }: S3Request): S3Answer => {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  caller.authorize?.('s3:ListBucket', `arn:aws:s3:::${bucket}`, {
    's3:prefix': prefix,
    ...(delimiter !== '' && { 's3:delimiter': delimiter }),
  });
  const limit = Math.min(Number(query.get('max-keys') ?? mostKeys), mostKeys);
  const token = query.get('continuation-token');
  const after =
    token === null
      ? (query.get('start-after') ?? '')
      : Buffer.from(token, 'base64url').toString('utf8');
  const { rows, folders, next } = pageOf(context, bucket, { prefix, delimiter, after, limit });
  // A client that asks for it gets keys that no XML parser changes.
  const url = query.get('encoding-type') === 'url';
  const named = (key: string): string =>
    url ? encodeURIComponent(key).replaceAll('%2F', '/') : key;
  const body = document('ListBucketResult', {
    Name: bucket,
    Prefix: named(prefix),
    KeyCount: rows.length + folders.length,
    MaxKeys: limit,
    IsTruncated: next !== undefined,
    ...(url && { EncodingType: 'url' }),
    ...(delimiter !== '' && { Delimiter: delimiter }),
    ...(token !== null && { ContinuationToken: token }),
    ...(next !== undefined && { NextContinuationToken: Buffer.from(next).toString('base64url') }),
    Contents: rows.map((row) => ({
      Key: named(row.key),
      LastModified: new Date(row.modifiedMs).toISOString(),
      ETag: `"${row.etag}"`,
      Size: row.bytes,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: folders.map((folder) => ({ Prefix: named(folder) })),
  });
  return { status: 200, body };
};
