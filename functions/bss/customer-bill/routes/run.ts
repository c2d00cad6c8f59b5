import { grantOf } from '../../../kernel/access/caller.ts';
import { now } from '../../../kernel/clock.ts';
import { forbidden } from '../../../kernel/problem.ts';
import { one } from '../../../kernel/tmf/answer.ts';
import type { Route } from '../../../kernel/tmf/route.ts';
import { visible } from '../../../kernel/tmf/visible.ts';
import { billRun } from '../bill-run.ts';
import { progressOf } from '../run/progress.ts';

/** A run with how far it is: while it goes on, that is added up when it is asked for. */
export const runRoute: Route = {
  method: 'GET',
  path: `${billRun.name}/*`,
  serve: async (request, [id = '']) => {
    const grant = grantOf(request.caller, billRun.access);
    if (grant === 'none') throw forbidden('Your role may not see bill runs');
    const stored = await visible(billRun, request, grant, id);
    if (stored.value.state === 'done' || stored.value.shards === undefined)
      return one(200, stored, request);
    const { progress, failure } = await progressOf(request.caller.tenant, stored.value, now());
    const value = { ...stored.value, progress, ...(failure.length > 0 && { failure }) };
    return one(200, { ...stored, value }, request);
  },
};
