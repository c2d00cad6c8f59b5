import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const Row = z.object({
  key: z.string(),
  /** The file on disk that holds the content. */
  blob: z.string(),
  bytes: z.number(),
  etag: z.string(),
  contentType: z.string(),
  /** `x-amz-meta-…` headers, as JSON. */
  metadata: z.string(),
  modifiedMs: z.number(),
});
export type ObjectRow = z.infer<typeof Row>;

const Part = z.object({ part: z.number(), blob: z.string(), bytes: z.number(), etag: z.string() });
export type PartRow = z.infer<typeof Part>;

const Upload = z.object({
  bucket: z.string(),
  key: z.string(),
  contentType: z.string(),
  metadata: z.string(),
});
export type UploadRow = z.infer<typeof Upload>;

const Notice = z.object({ id: z.number(), event: z.string() });

/** Ordered by the bytes of the key, as S3 lists; the default collation of SQLite does that. */
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, blob TEXT NOT NULL, bytes INTEGER NOT NULL, etag TEXT NOT NULL,
    contentType TEXT NOT NULL, metadata TEXT NOT NULL, modifiedMs INTEGER NOT NULL, PRIMARY KEY (bucket, key)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, contentType TEXT NOT NULL, metadata TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS parts (
    upload TEXT NOT NULL, part INTEGER NOT NULL, blob TEXT NOT NULL, bytes INTEGER NOT NULL, etag TEXT NOT NULL,
    PRIMARY KEY (upload, part)
  );
  CREATE TABLE IF NOT EXISTS notices (id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);
`;

const columns = 'key, blob, bytes, etag, contentType, metadata, modifiedMs';

/** What objects there are; their content lies beside, one file each, and only a row makes it an object. */
export const openObjectStore = (directory: string) => {
  const blobs = join(directory, 'blobs');
  mkdirSync(blobs, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(directory, 'objects.sqlite'));
  database.exec(schema);
  const find = database.prepare(`SELECT ${columns} FROM objects WHERE bucket = ? AND key = ?`);
  const page = database.prepare(
    `SELECT ${columns} FROM objects WHERE bucket = ? AND key > ? AND key >= ? AND substr(key, 1, length(?)) = ?
     ORDER BY key LIMIT ?`,
  );
  const write = database.prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const erase = database.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?');
  const notify = database.prepare('INSERT INTO notices (event) VALUES (?)');
  const notices = database.prepare('SELECT id, event FROM notices ORDER BY id');
  const noticed = database.prepare('DELETE FROM notices WHERE id = ?');
  const begin = database.prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)');
  const upload = database.prepare(
    'SELECT bucket, key, contentType, metadata FROM uploads WHERE id = ?',
  );
  const endUpload = database.prepare('DELETE FROM uploads WHERE id = ?');
  const addPart = database.prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)');
  const parts = database.prepare(
    'SELECT part, blob, bytes, etag FROM parts WHERE upload = ? ORDER BY part',
  );
  const endParts = database.prepare('DELETE FROM parts WHERE upload = ?');
  const used = database.prepare(
    'SELECT 1 FROM objects WHERE blob = ?1 UNION ALL SELECT 1 FROM parts WHERE blob = ?1',
  );
  const together = (work: () => void): void => {
    database.exec('BEGIN');
    try {
      work();
      database.exec('COMMIT');
    } catch (thrown) {
      database.exec('ROLLBACK');
      throw thrown;
    }
  };
  const found = (bucket: string, key: string): ObjectRow | undefined => {
    const row = find.get(bucket, key);
    return row === undefined ? undefined : Row.parse(row);
  };
  return {
    blobFile: (blob: string): string => join(blobs, blob),
    blobsDirectory: blobs,
    isUsed: (blob: string): boolean => used.get(blob) !== undefined,
    find: found,
    /** Keys with the prefix, after one key and from one on, in the order of their bytes. */
    page: (
      bucket: string,
      {
        prefix,
        after,
        from,
        limit,
      }: { prefix: string; after: string; from: string; limit: number },
    ): ObjectRow[] =>
      page.all(bucket, after, from, prefix, prefix, limit).map((row) => Row.parse(row)),
    /** The object and what is to be said of it, in one commit. Answers the content that it replaced. */
    put: (bucket: string, row: ObjectRow, event: string | undefined): string | undefined => {
      const before = found(bucket, row.key)?.blob;
      const { key, blob, bytes, etag, contentType, metadata, modifiedMs } = row;
      together(() => {
        write.run(bucket, key, blob, bytes, etag, contentType, metadata, modifiedMs);
        if (event !== undefined) notify.run(event);
      });
      return before;
    },
    remove: (bucket: string, key: string): string | undefined => {
      const before = found(bucket, key)?.blob;
      erase.run(bucket, key);
      return before;
    },
    begin: (id: string, { bucket, key, contentType, metadata }: UploadRow): void => {
      begin.run(id, bucket, key, contentType, metadata);
    },
    upload: (id: string): UploadRow | undefined => {
      const row = upload.get(id);
      return row === undefined ? undefined : Upload.parse(row);
    },
    addPart: (id: string, { part, blob, bytes, etag }: PartRow): void => {
      addPart.run(id, part, blob, bytes, etag);
    },
    parts: (id: string): PartRow[] => parts.all(id).map((row) => Part.parse(row)),
    endUpload: (id: string): void =>
      together(() => {
        endParts.run(id);
        endUpload.run(id);
      }),
    /** Hands over what is still to be said; each notice goes when `tell` has taken it. */
    tell: (tell: (event: object) => void): void => {
      for (const row of notices.all()) {
        const { id, event } = Notice.parse(row);
        tell(JSON.parse(event));
        noticed.run(id);
      }
    },
    close: (): void => database.close(),
  };
};
export type ObjectStore = ReturnType<typeof openObjectStore>;
