/**
 * A function's way to the runtime's AWS services. The bundle's SDK signs, sends and retries as on AWS; only the last step
 * differs: what it hands to `node:http` for the runtime's own address goes through the thread's port. Through the loopback
 * interface a call would cost both sides a third of a millisecond of processor time more.
 */
import { EventEmitter } from 'node:events';
import http, { type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';
import type { AwsAnswer, AwsRequest } from './messages.ts';

/** As much of Node's answer as an HTTP client reads. The SDK pipes it: the whole of it is there and goes at once. */
class LocalResponse extends Readable {
  readonly statusCode: number;
  readonly statusMessage = '';
  readonly headers: IncomingHttpHeaders;
  readonly #body: string;

  constructor({ status, headers, body }: AwsAnswer) {
    super();
    this.statusCode = status;
    this.headers = headers;
    this.#body = body;
  }

  override pipe<T extends NodeJS.WritableStream>(destination: T): T {
    destination.end(Buffer.from(this.#body));
    return destination;
  }

  override _read(): void {
    this.push(Buffer.from(this.#body));
    this.push(null);
  }
}

type Send = (request: AwsRequest) => void;

/** As much of Node's request as an HTTP client uses. An answer after `destroy` is dropped, as with a closed connection. */
class LocalRequest extends EventEmitter {
  destroyed = false;
  #chunks: Buffer[] = [];
  readonly #sent: (body: string) => void;

  constructor(sent: (body: string) => void) {
    super();
    this.#sent = sent;
  }

  write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk));
    return true;
  }

  end(last?: string | Uint8Array): this {
    if (this.#chunks.length === 0 && typeof last === 'string') this.#sent(last);
    else {
      if (last !== undefined) this.write(last);
      this.#sent(Buffer.concat(this.#chunks).toString());
    }
    return this;
  }

  setTimeout(): this {
    return this;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (error !== undefined) this.emit('error', error);
    this.emit('close');
    return this;
  }

  answer(answer: AwsAnswer): void {
    if (this.destroyed) return;
    this.emit('response', new LocalResponse(answer));
    this.emit('close');
  }
}

export interface Wire {
  /** Hands an answer to the request that waits for it. */
  answered(answer: AwsAnswer): void;
}

/** The headers that the services look at: each one more costs both threads a copy. */
const read = ['authorization', 'host', 'x-amz-invocation-type', 'x-amz-target'];

const readHeaders = (headers: RequestOptions['headers']): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const lower = name.toLowerCase();
    if (read.includes(lower)) found[lower] = String(value);
  }
  return found;
};

const invokePath = '/2015-03-31/functions/';

/** The JSON protocols and Invoke; files are streams, and take the network. */
const isCall = ({ path, headers = {} }: RequestOptions): boolean =>
  'x-amz-target' in headers || path?.startsWith(invokePath) === true;

/** Whatever is not for the runtime's own port, or not a call, is sent as ever. */
export const openWire = (endpoint: string, send: Send): Wire => {
  const { hostname, port } = new URL(endpoint);
  const open = new Map<number, LocalRequest>();
  const network = http.request;
  let last = 0;
  const wired = (options: RequestOptions, listener: unknown): LocalRequest => {
    const id = last + 1;
    last = id;
    const { method = 'GET', headers } = options;
    const path = options.path ?? '/';
    const request = new LocalRequest((body) =>
      send({ kind: 'aws', id, method, path, headers: readHeaders(headers), body }),
    );
    request.once('close', () => open.delete(id));
    if (typeof listener === 'function') request.once('response', (response) => listener(response));
    open.set(id, request);
    return request;
  };
  const isOurs = (options: unknown): options is RequestOptions => {
    if (typeof options !== 'object' || options === null || options instanceof URL) return false;
    const given: RequestOptions = options;
    return given.host === hostname && String(given.port) === port && isCall(given);
  };
  const request = (options: unknown, ...rest: readonly unknown[]): unknown =>
    isOurs(options) ? wired(options, rest[0]) : Reflect.apply(network, http, [options, ...rest]);
  Object.assign(http, { request });
  syncBuiltinESMExports();
  return { answered: (answer) => open.get(answer.id)?.answer(answer) };
};
