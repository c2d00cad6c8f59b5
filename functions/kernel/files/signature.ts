import { createHash, createHmac } from 'node:crypto';

/** Who signs: a function's credentials, as Lambda gives them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request to be signed into its own address (AWS Signature Version 4, query parameters). */
export interface Unsigned {
  readonly method: string;
  /** `https://host/path?query`; its path holds unreserved characters alone, so that it reads the same encoded. */
  readonly url: URL;
  /** Headers that the request must bring as they are here, beside `host`. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Scope {
  readonly region: string;
  /** `20301231T235959Z`. */
  readonly stamp: string;
  readonly seconds: number;
}

const algorithm = 'AWS4-HMAC-SHA256';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** Everything but unreserved characters, in upper-case hexadecimal, as the signature wants it. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const signingKey = (secret: string, date: string, region: string): Buffer =>
  [date, region, 's3', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`));

const canonicalQuery = (parameters: URLSearchParams): string =>
  [...parameters]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');

/** The signature that the address's own parameters ask for; a service compares it with the one that came. */
export const signatureOf = (
  { method, url, headers = {} }: Unsigned,
  secretAccessKey: string,
): string => {
  const all: Readonly<Record<string, string>> = { ...headers, host: url.host };
  const names = Object.keys(all).sort();
  const [, date = '', region = ''] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/');
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url.searchParams),
    ...names.map((name) => `${name}:${all[name]?.trim() ?? ''}`),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const stamp = url.searchParams.get('X-Amz-Date') ?? '';
  const text = [algorithm, stamp, scope, sha256(canonical)].join('\n');
  return hmac(signingKey(secretAccessKey, date, region), text).toString('hex');
};

/** `2030-12-31T23:59:59.000Z` as the signature writes it. */
export const stampOf = (instant: string): string =>
  instant.replace(/[-:]/g, '').replace(/\.\d+/, '');

/** The address that carries its own right: whoever has it may make this one request until it ends. */
export const presigned = (request: Unsigned, by: Credentials, scope: Scope): URL => {
  const url = new URL(request.url);
  const date = scope.stamp.slice(0, 8);
  const names = Object.keys({ ...request.headers, host: '' }).sort();
  const parameters: Readonly<Record<string, string | undefined>> = {
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${by.accessKeyId}/${date}/${scope.region}/s3/aws4_request`,
    'X-Amz-Date': scope.stamp,
    'X-Amz-Expires': String(scope.seconds),
    'X-Amz-Security-Token': by.sessionToken,
    'X-Amz-SignedHeaders': names.join(';'),
  };
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  url.searchParams.set('X-Amz-Signature', signatureOf({ ...request, url }, by.secretAccessKey));
  return url;
};
