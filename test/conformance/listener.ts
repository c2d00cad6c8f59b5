import { createServer } from 'node:http';

/** An event as it came to a listener, with the API whose hub sent it. */
export interface Heard {
  readonly api: string;
  readonly body: any;
}

/** A listener on the loopback interface; each API posts to a path of its own. */
export const listen = async () => {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      heard.push({ api: (request.url ?? '').slice(1), body: JSON.parse(text) });
      response.writeHead(201).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    heard,
    callbackOf: (api: string) => `http://127.0.0.1:${port}/${api}`,
    stop: () => new Promise<void>((stopped) => server.close(() => stopped())),
  };
};
