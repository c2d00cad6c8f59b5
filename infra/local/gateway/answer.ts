import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** A request whose body has been read. */
export interface Request {
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly remoteAddress: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** What follows the question mark. */
  readonly query: string;
  readonly body: Buffer;
}

/** What a part of the runtime answers; a string is sent as UTF-8. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export const header = (request: Pick<Request, 'headers'>, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
};

export const json = (
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

export const write = (response: ServerResponse, answer: Answer): void => {
  const { body } = answer;
  const headers: Record<string, string | string[] | number> = {};
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    headers[name] = typeof value === 'string' ? value : [...value];
  }
  if (answer.status !== 204 && answer.status !== 304)
    headers['Content-Length'] = body === undefined ? 0 : Buffer.byteLength(body);
  response.writeHead(answer.status, headers);
  /** A text goes out in one piece with the head; a buffer would take a second. */
  response.end(body);
};
