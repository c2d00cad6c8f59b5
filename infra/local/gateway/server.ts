import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, header, json, type Request, write } from './answer.ts';

/** What the runtime's port serves, in the order of asking. */
export interface Parts {
  readonly aws: (request: Request, target: string) => Promise<Answer>;
  /** Paths of the runtime's own (identity, control, Lambda's Invoke); undefined leaves the path to the REST API. */
  readonly own: (request: Request) => Promise<Answer | undefined>;
  readonly rest: (request: Request) => Promise<Answer>;
  /** Requests whose bodies are streams: undefined where it is none of them. */
  readonly streamed: (raw: IncomingMessage, response: ServerResponse) => Promise<void> | undefined;
}

/** DynamoDB takes the largest bodies: 16 MB. Nothing longer is kept in memory. */
const largestBody = 17 * 1024 * 1024;

const readBody = (raw: IncomingMessage): Promise<Buffer> =>
  new Promise((done, failed) => {
    if (raw.headers['content-length'] === '0' || raw.method === 'GET') {
      raw.resume();
      done(Buffer.alloc(0));
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    raw.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= largestBody) chunks.push(chunk);
    });
    raw.on('end', () => {
      const [only] = chunks;
      done(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
    raw.on('error', failed);
  });

const requestOf = async (raw: IncomingMessage): Promise<Request> => {
  const url = raw.url ?? '/';
  const mark = url.indexOf('?');
  return {
    headers: raw.headers,
    rawHeaders: raw.rawHeaders,
    remoteAddress: raw.socket.remoteAddress ?? '127.0.0.1',
    method: raw.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    body: await readBody(raw),
  };
};

const answerTo = async (parts: Parts, request: Request): Promise<Answer> => {
  const target = header(request, 'x-amz-target');
  if (target !== undefined) return parts.aws(request, target);
  return (await parts.own(request)) ?? parts.rest(request);
};

/** Listens on the loopback address alone: the runtime trusts whoever reaches it. Port 0 takes a free one. */
export const serve = (
  port: number,
  parts: Parts,
  report: (thrown: unknown) => void,
): Promise<Server> => {
  const server = createServer({ keepAliveTimeout: 65_000 }, (raw, response) => {
    response.sendDate = false;
    const streamed = parts.streamed(raw, response);
    if (streamed !== undefined) {
      streamed.catch((thrown: unknown) => {
        report(thrown);
        response.destroy();
      });
      return;
    }
    requestOf(raw)
      .then((request) => answerTo(parts, request))
      .catch((thrown: unknown): Answer => {
        report(thrown);
        return json(500, { message: 'Internal server error' });
      })
      .then((answer) => write(response, answer))
      .catch(report);
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });
};
