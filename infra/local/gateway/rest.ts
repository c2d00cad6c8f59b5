import { randomUUID } from 'node:crypto';
import type { ApiModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Outcome } from '../lambda/instance.ts';
import { type Answer, header, type Request } from './answer.ts';
import { type Access, type Authorize, authorize } from './authorizer.ts';
import { type EventParts, httpAnswer, methodArn, proxyEvent } from './proxy-event.ts';
import { ownAnswers, type ResponseType } from './responses.ts';
import { router } from './routes.ts';
import { bucket, buckets } from './throttle.ts';

/** API Gateway's quotas: the largest payload, and how long a function may take. */
const largestBody = 10 * 1024 * 1024;
const integrationTimeoutMs = 29_000;

const refusals = {
  denied: 'ACCESS_DENIED',
  unauthorized: 'UNAUTHORIZED',
  failed: 'AUTHORIZER_FAILURE',
} as const;

type Reply = (request: Request) => Promise<Answer>;

const always = (): boolean => true;

/** At most 29 s, whatever the function's own limit is; the function goes on, as on AWS. */
const withinTimeout = (outcome: Promise<Outcome>): Promise<Outcome | 'timeout'> =>
  new Promise((done, failed) => {
    const timer = setTimeout(() => done('timeout'), integrationTimeoutMs);
    outcome.then(done, failed).finally(() => clearTimeout(timer));
  });

/** The REST API of the templates. Served below its stage and, for short addresses, at the root as well. */
export const restApi = (api: ApiModel, functions: Functions, clock: Clock): Reply => {
  const find = router(api.routes);
  const ownAnswer = ownAnswers(api.responses);
  const takeStage = api.throttle === undefined ? always : bucket(api.throttle, Date.now);
  const takeClient =
    api.clientThrottle === undefined ? always : buckets(api.clientThrottle, Date.now);
  const authorizers = new Map<string, Authorize>();
  for (const { authorizer } of api.routes) {
    if (authorizer === undefined || authorizers.has(authorizer.id)) continue;
    authorizers.set(authorizer.id, authorize(authorizer, functions, clock));
  }
  const stagePrefix = `/${api.stage}`;

  const accessOf = (parts: EventParts): Access | Promise<Access> => {
    const { authorizer } = parts.match.route;
    const ask = authorizer && authorizers.get(authorizer.id);
    if (authorizer === undefined || ask === undefined)
      return { kind: 'allowed', client: 'anyone', context: {} };
    const identity = authorizer.identityHeaders.map((name) => header(parts.request, name) ?? '');
    if (identity.includes('')) return { kind: 'unauthorized' };
    const arn = methodArn(parts);
    return ask(identity.join(' '), arn, () =>
      authorizer.type === 'TOKEN'
        ? { type: 'TOKEN', authorizationToken: identity[0], methodArn: arn }
        : {
            type: 'REQUEST',
            methodArn: arn,
            identitySource: identity.join(','),
            ...proxyEvent(parts),
          },
    );
  };

  const integrate = async (parts: EventParts, access: Access): Promise<Answer | ResponseType> => {
    const { functionName, fixed, authorizer } = parts.match.route;
    if (fixed !== undefined) return fixed;
    const context =
      access.kind === 'allowed' && authorizer !== undefined ? access.context : undefined;
    const event = JSON.stringify(proxyEvent(parts, context));
    const outcome = await withinTimeout(functions.invoke(functionName ?? '', event));
    if (outcome === 'timeout') return 'INTEGRATION_TIMEOUT';
    if ('error' in outcome) return 'INTEGRATION_FAILURE';
    return httpAnswer(outcome.payload, parts.requestId) ?? 'INTEGRATION_FAILURE';
  };

  const answerTo = async (parts: EventParts): Promise<Answer | ResponseType> => {
    if (parts.request.body.length > largestBody) return 'REQUEST_TOO_LARGE';
    if (!takeStage()) return 'THROTTLED';
    const access = await accessOf(parts);
    if (access.kind !== 'allowed') return refusals[access.kind];
    if (parts.match.route.authorizer !== undefined && !takeClient(access.client))
      return 'THROTTLED';
    try {
      return await integrate(parts, access);
    } catch {
      return 'INTEGRATION_FAILURE';
    }
  };

  return async (request) => {
    const staged = request.path === stagePrefix || request.path.startsWith(`${stagePrefix}/`);
    const path = staged ? request.path.slice(stagePrefix.length) || '/' : request.path;
    const requestId = randomUUID();
    const match = find(request.method, path);
    const answer =
      match === undefined
        ? 'MISSING_AUTHENTICATION_TOKEN'
        : await answerTo({ api, request, path, match, requestId, nowMs: clock.now() });
    if (typeof answer !== 'string') return answer;
    return ownAnswer(answer, { requestId, path, httpMethod: request.method });
  };
};
