import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';

/** An API client's credentials, as the folder's clients.json has them. */
export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** What every resource's answer has; the rest is read by who needs it. */
const Created = z.looseObject({ id: z.string() });
type Created = z.infer<typeof Created>;

/** A call that the API refused, with its own words. */
export class CallFailed extends Error {
  readonly status: number;

  constructor(call: string, status: number, body: string) {
    super(`${call} answered ${status}: ${body.slice(0, 600)}`);
    this.name = 'CallFailed';
    this.status = status;
  }
}

export interface Client {
  get(path: string): Promise<unknown>;
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Created>;
  remove(path: string): Promise<void>;
  /** A request whose answer is not a resource. */
  send(method: string, path: string, body?: object): Promise<unknown>;
}

const Token = z.object({ access_token: z.string(), expires_in: z.number() });
/** Turned away before anything was done: the same request may pass a little later. */
const turnedAway = [429, 503];
/** It may have been done; only what can be repeated is sent again. */
const unsure = [500, 502, 504];
const unauthorized = 401;
const mostTries = 6;
const renewBeforeSeconds = 60;

const tokenFor = async (tokenUrl: string, { id, secret }: Credentials) => {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const text = await response.text();
  if (!response.ok) throw new CallFailed(`POST ${tokenUrl}`, response.status, text);
  return Token.parse(JSON.parse(text));
};

type Headers = Readonly<Record<string, string>>;

const jsonHeaders = (body: object | undefined): Headers =>
  body === undefined ? {} : { 'content-type': 'application/json' };

const mayPass = (status: number, method: string, headers: Headers = {}): boolean => {
  const repeatable = method === 'GET' || headers['idempotency-key'] !== undefined;
  return turnedAway.includes(status) || (repeatable && unsure.includes(status));
};

const parsed = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

/** Where the public APIs are, and where their tokens come from. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly tokenUrl: string;
}

/** The embedded runtime gives its tokens itself. */
export const embedded = (baseUrl: string): Endpoint => ({
  baseUrl,
  tokenUrl: `${baseUrl}/oauth2/token`,
});

/** A client of the public APIs: it fetches its token, renews it, and tries again what was only busy. */
export const connect = ({ baseUrl, tokenUrl }: Endpoint, credentials: Credentials): Client => {
  let token: Promise<{ text: string; renewAtMs: number }> | undefined;
  const bearer = async (): Promise<string> => {
    token ??= tokenFor(tokenUrl, credentials).then((one) => ({
      text: one.access_token,
      renewAtMs: Date.now() + (one.expires_in - renewBeforeSeconds) * 1000,
    }));
    const current = await token;
    if (Date.now() < current.renewAtMs) return current.text;
    token = undefined;
    return bearer();
  };

  const sent = async (method: string, path: string, body?: object, headers?: Headers) =>
    fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${await bearer()}`, ...jsonHeaders(body), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  /** A runtime's clock may have moved past the token's life: then it is sent again with a new one. */
  const fetched: typeof sent = async (...request) => {
    const response = await sent(...request);
    if (response.status !== unauthorized) return response;
    token = undefined;
    return sent(...request);
  };

  const request = async (
    method: string,
    path: string,
    body?: object,
    headers?: Headers,
  ): Promise<unknown> => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetched(method, path, body, headers);
      const text = await response.text();
      if (response.ok) return parsed(text);
      if (attempt >= mostTries || !mayPass(response.status, method, headers))
        throw new CallFailed(`${method} ${path}`, response.status, text);
      await pause(50 * 2 ** attempt);
    }
  };

  return {
    get: (path) => request('GET', path),
    post: async (path, body, headers) => Created.parse(await request('POST', path, body, headers)),
    remove: async (path) => {
      await request('DELETE', path);
    },
    send: request,
  };
};

/** Runs `work` over all items, at most `width` at once, and answers in the items' order. */
export const inParallel = async <T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> => {
  const results = new Map<number, R>();
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await work(item, index));
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return items.flatMap((_, index) => {
    const result = results.get(index);
    return result === undefined ? [] : [result];
  });
};
