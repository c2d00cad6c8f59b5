import * as z from 'zod';
import type { AuthorizerModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import { like } from '../iam/conditions.ts';
import type { Functions } from '../lambda/functions.ts';

const Texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const Verdict = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Statement: z.array(
      z.object({ Effect: z.enum(['Allow', 'Deny']), Action: Texts, Resource: Texts }),
    ),
  }),
  context: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default({}),
  usageIdentifierKey: z.string().nullish(),
});
type Verdict = z.infer<typeof Verdict>;

/** What the authorizer function said of a token: who it is, or why not. */
export type Access =
  | {
      readonly kind: 'allowed';
      readonly client: string;
      readonly context: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'denied' | 'unauthorized' | 'failed' };

interface Cached {
  readonly verdict: Promise<Verdict | 'unauthorized' | 'failed'>;
  readonly until: number;
  /** Decisions by method ARN: a client asks for the same few routes. */
  readonly decisions: Map<string, Access>;
}

const longestCache = 5_000;

/** API Gateway hands on the context's values as strings. */
const accessOf = (verdict: Verdict, methodArn: string): Access => {
  const speaking = verdict.policyDocument.Statement.filter(
    (one) =>
      one.Action.some((action) => like(action).test('execute-api:Invoke')) &&
      one.Resource.some((resource) => like(resource).test(methodArn)),
  );
  const allowed = speaking.some((one) => one.Effect === 'Allow');
  if (!allowed || speaking.some((one) => one.Effect === 'Deny')) return { kind: 'denied' };
  const entries = Object.entries(verdict.context).map(([key, value]) => [
    key,
    value === null ? null : String(value),
  ]);
  return {
    kind: 'allowed',
    client: verdict.usageIdentifierKey ?? verdict.principalId,
    context: {
      ...Object.fromEntries(entries),
      principalId: verdict.principalId,
      integrationLatency: 0,
    },
  };
};

/** Asks an authorizer function, once a token and time to live. `event` is made only when it is asked. */
export type Authorize = (
  identity: string,
  methodArn: string,
  event: () => unknown,
) => Promise<Access>;

export const authorize = (
  model: AuthorizerModel,
  functions: Functions,
  clock: Clock,
): Authorize => {
  const cache = new Map<string, Cached>();
  const ask = async (event: unknown): Promise<Verdict | 'unauthorized' | 'failed'> => {
    const outcome = await functions.invoke(model.functionName, JSON.stringify(event));
    if ('error' in outcome)
      return outcome.error.errorMessage === 'Unauthorized' ? 'unauthorized' : 'failed';
    const parsed = Verdict.safeParse(JSON.parse(outcome.payload));
    return parsed.success ? parsed.data : 'failed';
  };
  const remembered = (identity: string, event: () => unknown): Cached => {
    const known = cache.get(identity);
    if (known !== undefined && known.until > clock.now()) return known;
    if (cache.size >= longestCache) cache.clear();
    const verdict = ask(event()).catch(() => 'failed' as const);
    const fresh = { verdict, until: clock.now() + model.ttlSeconds * 1000, decisions: new Map() };
    cache.set(identity, fresh);
    /** Only a policy is worth remembering; a failure is asked again. */
    void verdict.then((said) => {
      if (typeof said === 'string' && cache.get(identity) === fresh) cache.delete(identity);
    });
    return fresh;
  };
  return async (identity, methodArn, event) => {
    const cached = remembered(identity, event);
    const known = cached.decisions.get(methodArn);
    if (known !== undefined) return known;
    const verdict = await cached.verdict;
    if (typeof verdict === 'string') return { kind: verdict };
    const access = accessOf(verdict, methodArn);
    if (cached.decisions.size < longestCache) cached.decisions.set(methodArn, access);
    return access;
  };
};
