import { setTimeout as pause } from 'node:timers/promises';
import { now } from '../clock.ts';
import { Problem, Transient } from '../problem.ts';
import type { FilePlace } from './place.ts';
import { fileKey, placeOfKey } from './place.ts';
import { presigned, stampOf } from './signature.ts';
import { rowsOf, textOfElement } from './xml.ts';

/** What the store says of a file. */
export interface FileHead {
  readonly bytes: number;
  readonly contentType: string;
  /** Changes with the content. */
  readonly etag: string;
  readonly modified: string;
}

/** A file being read; `body` is a stream, so that it may be larger than the memory. */
export interface OpenFile extends FileHead {
  readonly body: ReadableStream<Uint8Array>;
}

export interface FileRow {
  readonly place: FilePlace;
  readonly bytes: number;
  readonly etag: string;
  readonly modified: string;
}

/**
 * S3's client would add 115 kB to every function that touches a file, and a quarter of the bundle budget. The six calls
 * that we make are plain HTTP on an address that carries its own signature, the same as a link for an upload.
 */
const endpoint = (): { readonly origin: string; readonly prefix: string } => {
  const bucket = process.env['FILES_BUCKET'] ?? '';
  const own = process.env['AWS_ENDPOINT_URL'];
  return own === undefined
    ? { origin: `https://${bucket}.s3.${region()}.amazonaws.com`, prefix: '/' }
    : { origin: own, prefix: `/${bucket}/` };
};

const region = (): string => process.env['AWS_REGION'] ?? 'us-east-1';

interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'HEAD' | 'DELETE';
  /** @default - the bucket itself */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the address holds. @default 900 */
  readonly seconds?: number;
}

const addressOf = ({ method, key = '', query = {}, headers, seconds = 900 }: Call): URL => {
  const { origin, prefix } = endpoint();
  const url = new URL(`${prefix}${key}`, origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return presigned(
    { method, url, ...(headers && { headers }) },
    {
      accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: process.env['AWS_SESSION_TOKEN'],
    },
    { region: region(), stamp: stampOf(now()), seconds },
  );
};

const mostTries = 4;
const firstPauseMs = 50;

const passes = (response: Response | undefined): boolean =>
  response === undefined || response.status === 429 || response.status >= 500;

const once = (call: Call, body: Uint8Array | string | undefined): Promise<Response | undefined> =>
  fetch(addressOf(call), {
    method: call.method,
    ...(call.headers && { headers: call.headers }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  }).catch(() => undefined);

/** Sends a few times over; what the caller does not understand is thrown. */
const send = async (
  call: Call,
  body?: Uint8Array | string,
  understood: readonly number[] = [],
): Promise<Response> => {
  for (let attempt = 1; ; attempt += 1) {
    const response = await once(call, body);
    if (response !== undefined && (response.ok || understood.includes(response.status)))
      return response;
    if (!passes(response) || attempt === mostTries) {
      const said = (await response?.text()) ?? 'no answer';
      throw new Transient(`The file store refused ${call.method} ${call.key ?? ''}: ${said}`);
    }
    await pause(firstPauseMs * 2 ** attempt);
  }
};

const headOf = (response: Response): FileHead => ({
  bytes: Number(response.headers.get('content-length') ?? 0),
  contentType: response.headers.get('content-type') ?? 'application/octet-stream',
  etag: (response.headers.get('etag') ?? '').replaceAll('"', ''),
  modified: new Date(response.headers.get('last-modified') ?? 0).toISOString(),
});

/** Writes a file whole; one of the same name is replaced at once, and a reader sees the old or the new one. */
export const putFile = async (
  place: FilePlace,
  body: Uint8Array | string,
  contentType: string,
): Promise<void> => {
  const headers = { 'content-type': contentType };
  await send({ method: 'PUT', key: fileKey(place), headers }, body);
};

/**
 * A read of one file; undefined where it is not there. To who may list only a part of the bucket, S3 denies what is not
 * there with 403; a list of just that name tells it from a missing grant.
 */
const sendForFile = async (call: Call, place: FilePlace): Promise<Response | undefined> => {
  const response = await send(call, undefined, [403, 404]);
  if (response.ok) return response;
  if (response.status === 404) return undefined;
  const { files } = await listFiles(place, { prefix: place.name, limit: 1 });
  if (files[0]?.place.name !== place.name) return undefined;
  throw new Transient(`The file store does not let ${call.key ?? ''} be read`);
};

/** Opens a file to read it as it comes, from one byte on. */
export const openFile = async (place: FilePlace, from = 0): Promise<OpenFile | undefined> => {
  const headers = from > 0 ? { range: `bytes=${from}-` } : undefined;
  const call = { method: 'GET', key: fileKey(place), ...(headers && { headers }) } as const;
  const response = await sendForFile(call, place);
  if (response === undefined || response.body === null) return undefined;
  return { ...headOf(response), body: response.body };
};

/** What the store knows of a file; undefined where there is none of the name. */
export const fileHead = async (place: FilePlace): Promise<FileHead | undefined> => {
  const response = await sendForFile({ method: 'HEAD', key: fileKey(place) }, place);
  return response && headOf(response);
};

/** Reads a file whole as text; 413 where it is larger than the caller can hold. */
export const readFileText = async (
  place: FilePlace,
  mostBytes: number,
): Promise<string | undefined> => {
  const file = await openFile(place);
  if (file === undefined) return undefined;
  if (file.bytes > mostBytes) {
    await file.body.cancel();
    throw new Problem(
      413,
      'tooLarge',
      `The file has ${file.bytes} bytes; at most ${mostBytes} can be read`,
    );
  }
  return new Response(file.body).text();
};

export const removeFile = async (place: FilePlace): Promise<void> => {
  await send({ method: 'DELETE', key: fileKey(place) });
};

/** Files of an area in the order of their names, from one name on; S3 lists at most 1,000 at a time. */
export const listFiles = async (
  { tenant, area }: Omit<FilePlace, 'name'>,
  { prefix = '', after, limit = 1_000 }: { prefix?: string; after?: string; limit?: number } = {},
): Promise<{ readonly files: readonly FileRow[]; readonly more: boolean }> => {
  const query = {
    'list-type': '2',
    prefix: fileKey({ tenant, area, name: prefix }),
    'max-keys': String(limit),
    ...(after !== undefined && { 'start-after': fileKey({ tenant, area, name: after }) }),
  };
  const text = await (await send({ method: 'GET', query })).text();
  const files = rowsOf(text, 'Contents').flatMap((row) => {
    const place = placeOfKey(textOfElement(row, 'Key') ?? '');
    if (place === undefined) return [];
    return {
      place,
      bytes: Number(textOfElement(row, 'Size') ?? 0),
      etag: (textOfElement(row, 'ETag') ?? '').replaceAll('"', ''),
      modified: textOfElement(row, 'LastModified') ?? '',
    };
  });
  return { files, more: textOfElement(text, 'IsTruncated') === 'true' };
};

/** S3's least size of a part but the last. */
const partBytes = 8 * 1024 * 1024;

const upload = async (key: string, parts: AsyncIterable<Uint8Array>, id: string) => {
  const tags: string[] = [];
  for await (const part of parts) {
    const query = { partNumber: String(tags.length + 1), uploadId: id };
    const response = await send({ method: 'PUT', key, query }, part);
    tags.push(response.headers.get('etag') ?? '');
  }
  const list = tags.map(
    (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`;
  const answer = await (await send({ method: 'POST', key, query: { uploadId: id } }, body)).text();
  // S3 answers 200 before it has joined the parts; a failure then stands in the body.
  if (answer.includes('<Error>')) throw new Transient(`The parts of ${key} were not joined`);
};

const inParts = async function* (texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const text of texts) {
    const chunk = new TextEncoder().encode(text);
    held.push(chunk);
    bytes += chunk.byteLength;
    if (bytes < partBytes) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  yield Buffer.concat(held);
};

const andThen = async function* (
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
};

/** Writes a file of any length as its text is made; it appears when it is whole, or not at all. */
export const writeFile = async (
  place: FilePlace,
  texts: AsyncIterable<string>,
  contentType: string,
): Promise<void> => {
  const parts = inParts(texts)[Symbol.asyncIterator]();
  const first = await parts.next();
  const whole: Uint8Array = first.done === true ? new Uint8Array() : first.value;
  if (whole.byteLength < partBytes) return putFile(place, whole, contentType);
  const key = fileKey(place);
  const headers = { 'content-type': contentType };
  const started = await send({ method: 'POST', key, query: { uploads: '' }, headers });
  const id = textOfElement(await started.text(), 'UploadId') ?? '';
  try {
    await upload(key, andThen(whole, parts), id);
  } catch (error) {
    await send({ method: 'DELETE', key, query: { uploadId: id } });
    throw error;
  }
};

/** How long a link holds: long enough to click or to start a large transfer, short enough not to be passed on. */
export const linkSeconds = 900;

/** An address from which anyone who has it may fetch the file for a quarter of an hour. */
export const downloadLink = (place: FilePlace, fileName: string): string =>
  addressOf({
    method: 'GET',
    key: fileKey(place),
    query: {
      'response-content-disposition': `attachment; filename="${fileName.replaceAll(/[^\w. -]/g, '_')}"`,
    },
    seconds: linkSeconds,
  }).href;

/** An address to which anyone who has it may PUT the file, with just this media type. */
export const uploadLink = (place: FilePlace, contentType: string): string =>
  addressOf({
    method: 'PUT',
    key: fileKey(place),
    headers: { 'content-type': contentType },
    seconds: linkSeconds,
  }).href;
