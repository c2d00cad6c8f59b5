import { now } from '../../kernel/clock.ts';
import { serveApi } from '../../kernel/tmf/serve.ts';
import { calendar } from './calendar.ts';
import { resources } from './resources.ts';

/** The API of collections: its resources, and the calendar of what will happen to an account that does not pay. */
export const handler = serveApi(resources, [
  {
    method: 'GET',
    path: 'dunningCalendar',
    serve: async (request) => ({ status: 200, body: await calendar(request, now()) }),
  },
]);
