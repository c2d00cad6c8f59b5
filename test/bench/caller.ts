import { Agent, request } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** A client that costs little itself: the processor is shared with what it measures. */
export interface HttpCaller {
  call(method: string, path: string, body?: object): Promise<Reply>;
  close(): void;
}

export const httpCaller = (url: string, token: string): HttpCaller => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const call = (method: string, path: string, body?: object): Promise<Reply> =>
    new Promise((done, failed) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const headers = {
        authorization: `Bearer ${token}`,
        ...(text !== undefined && {
          'content-type': type,
          'content-length': Buffer.byteLength(text),
        }),
      };
      const sent = request(`${url}${path}`, { method, agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          done({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
        answer.on('error', failed);
      });
      sent.on('error', failed);
      sent.end(text);
    });
  return { call, close: () => agent.destroy() };
};

/** A call that must be answered with that status: a fast refusal is no performance. */
export const expecting = async (status: number, reply: Promise<Reply>): Promise<unknown> => {
  const answer = await reply;
  if (answer.status !== status) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.text === '' ? undefined : JSON.parse(answer.text);
};
