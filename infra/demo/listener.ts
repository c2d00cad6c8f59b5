import { createServer } from 'node:http';
import * as z from 'zod';
import type { Client } from './client.ts';

/** An event as a listener gets it (TMF630). */
const Heard = z.looseObject({
  eventId: z.string(),
  eventType: z.string(),
  eventTime: z.string(),
  correlationId: z.string(),
  domain: z.string(),
  event: z.record(
    z.string(),
    z.looseObject({ id: z.string().optional(), name: z.string().optional() }),
  ),
});
export type Heard = z.infer<typeof Heard>;

const Told = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(Heard);

/** The APIs whose events tell an order's story. */
const told = [
  '/tmf-api/productOrderingManagement/v4',
  '/tmf-api/serviceOrdering/v4',
  '/tmf-api/ServiceActivationAndConfiguration/v4',
  '/tmf-api/productInventory/v4',
  '/tmf-api/serviceInventory/v4',
  '/tmf-api/resourceInventoryManagement/v4',
] as const;

export interface Listener {
  /** Every event of a chain of requests and events, once each, oldest first. */
  heard(correlationId: string): readonly Heard[];
  close(): Promise<void>;
}

/** A listener on the loopback address, subscribed to the hubs of all APIs that an order passes. */
export const listen = async (operations: Client): Promise<Listener> => {
  const events = new Map<string, Heard>();
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const event = Told.safeParse(text);
      if (event.success) events.set(event.data.eventId, event.data);
      response.writeHead(event.success ? 204 : 400).end();
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const hubs = await Promise.all(
    told.map(
      async (api) =>
        `${api}/hub/${(await operations.post(`${api}/hub`, { callback: `http://127.0.0.1:${port}/events` })).id}`,
    ),
  );
  return {
    heard: (correlationId) =>
      [...events.values()]
        .filter((event) => event.correlationId === correlationId)
        .sort((left, right) => left.eventTime.localeCompare(right.eventTime)),
    close: async () => {
      await Promise.all(hubs.map((hub) => operations.remove(hub)));
      server.closeAllConnections();
      await new Promise<void>((done) => {
        server.close(() => done());
      });
    },
  };
};
