import type { IncomingMessage } from 'node:http';
import { signatureOf } from '../../../functions/kernel/files/signature.ts';
import type { Clock } from '../clock.ts';
import type { CallerOf } from '../gateway/aws.ts';
import { root } from '../iam/evaluator.ts';
import { AwsError, type Caller } from '../service.ts';

/** A request to S3, understood: path style, `/<bucket>/<key>`. */
export interface S3Request {
  readonly raw: IncomingMessage;
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly caller: Caller;
}

const scope = /Credential=([^/,\s]+)\/\d+\/[\w-]+\/s3\/aws4_request/;

/** True for what is signed for S3, in its header or in its address. */
export const isForS3 = (raw: IncomingMessage): boolean =>
  scope.test(raw.headers.authorization ?? '') ||
  scope.test(decodeURIComponent(/X-Amz-Credential=[^&]*/.exec(raw.url ?? '')?.[0] ?? ''));

const localHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

const denied = (reason: string): AwsError => new AwsError('AccessDenied', reason, 403);

const secondMs = 1000;

const instantOf = (stamp: string): number =>
  Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

export interface Signers {
  readonly clock: Clock;
  readonly callerOf: CallerOf;
  /** The secret of a function by its access key id; a link without the right signature is refused. */
  readonly secretOf: (accessKeyId: string) => string;
}

/** A link made by a function: whoever has it acts as the function, until it ends. */
const callerOfLink = (raw: IncomingMessage, url: URL, signers: Signers): Caller => {
  const accessKeyId = (url.searchParams.get('X-Amz-Credential') ?? '').split('/')[0] ?? '';
  const caller = signers.callerOf(accessKeyId);
  // Links are for people, who reach this port as functions do: one that anybody could make would open all files.
  if (caller === root) throw denied('Only a function of the templates makes links');
  const names = (url.searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');
  const headers = Object.fromEntries(
    names.filter((name) => name !== 'host').map((name) => [name, String(raw.headers[name] ?? '')]),
  );
  const expected = signatureOf(
    { method: raw.method ?? 'GET', url, headers },
    signers.secretOf(accessKeyId),
  );
  if (url.searchParams.get('X-Amz-Signature') !== expected)
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      403,
    );
  const endsMs =
    instantOf(url.searchParams.get('X-Amz-Date') ?? '') +
    Number(url.searchParams.get('X-Amz-Expires') ?? 0) * secondMs;
  if (!(signers.clock.now() <= endsMs)) throw denied('Request has expired');
  return caller;
};

const callerOf = (raw: IncomingMessage, url: URL, signers: Signers): Caller => {
  if (!localHost.test(raw.headers.host ?? '')) throw denied('The host is not this one');
  const signed = scope.exec(raw.headers.authorization ?? '')?.[1];
  return signed === undefined ? callerOfLink(raw, url, signers) : signers.callerOf(signed);
};

export const s3RequestOf = (raw: IncomingMessage, signers: Signers): S3Request => {
  const url = new URL(raw.url ?? '/', `http://${raw.headers.host ?? 'localhost'}`);
  const caller = callerOf(raw, url, signers);
  const [, bucket = '', ...rest] = url.pathname.split('/');
  return {
    raw,
    method: raw.method ?? 'GET',
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(rest.join('/')),
    query: url.searchParams,
    caller,
  };
};
