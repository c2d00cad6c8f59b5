import { randomUUID } from 'node:crypto';
import type { AsyncInvocations } from '../lambda/async.ts';
import type { Functions } from '../lambda/functions.ts';
import { AwsError, type AwsService, type Caller, JsonText } from '../service.ts';
import { type Answer, header, type Request } from './answer.ts';

/** A request of an AWS client, from the network or from a function's port. */
export type Call = Pick<Request, 'method' | 'path' | 'headers'> & {
  readonly body: Buffer | string;
};

/** Finds who signed a request: a function signs with its own name as the access key id. Others are local tools. */
export type CallerOf = (accessKeyId: string) => Caller;

const localHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Local tools have all rights, so a page in a browser must not pass for one: a signature needs a header that a
 * foreign page may not send, and a name of its own that points here shows in Host.
 */
const accessKeyId = (request: Call): string => {
  const found = /Credential=([^/,\s]+)\//.exec(header(request, 'authorization') ?? '')?.[1];
  if (found !== undefined && localHost.test(header(request, 'host') ?? '')) return found;
  throw new AwsError(
    'MissingAuthenticationTokenException',
    'Request is missing Authentication Token',
    403,
  );
};

const jsonHeaders = { 'Content-Type': 'application/x-amz-json-1.0' };

/** The SDK takes what follows `#`; DynamoDB's own tools expect the name space before it. */
const errorType = (code: string, targetPrefix: string): string =>
  targetPrefix === 'DynamoDB_20120810' ? `com.amazonaws.dynamodb.v20120810#${code}` : code;

const asAwsError = (thrown: unknown): AwsError =>
  thrown instanceof AwsError
    ? thrown
    : new AwsError(
        'InternalServerError',
        thrown instanceof Error ? thrown.message : String(thrown),
        500,
      );

const errorAnswer = (thrown: unknown, targetPrefix: string): Answer => {
  const error = asAwsError(thrown);
  const type = errorType(error.code, targetPrefix);
  return {
    status: error.status,
    headers: { ...jsonHeaders, 'x-amzn-ErrorType': error.code, 'x-amzn-RequestId': randomUUID() },
    body: JSON.stringify({ __type: type, message: error.message, ...error.extra }),
  };
};

const parseBody = (body: Call['body']): unknown => {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
};

/** The AWS JSON protocols: `X-Amz-Target` names the service and the operation. */
export const awsServices = (services: readonly AwsService[], callerOf: CallerOf) => {
  const byPrefix = new Map(services.map((service) => [service.targetPrefix, service]));
  return async (request: Call, target: string): Promise<Answer> => {
    const dot = target.lastIndexOf('.');
    const prefix = target.slice(0, dot);
    try {
      const service = byPrefix.get(prefix);
      if (service === undefined)
        throw new AwsError('UnknownOperationException', `No service ${prefix}`);
      const caller = callerOf(accessKeyId(request));
      const output = await service.handle(target.slice(dot + 1), parseBody(request.body), caller);
      const headers = { ...jsonHeaders, 'x-amzn-RequestId': randomUUID() };
      const text = output instanceof JsonText ? output.text : JSON.stringify(output ?? {});
      return { status: 200, headers, body: text };
    } catch (thrown) {
      return errorAnswer(thrown, prefix);
    }
  };
};

const invokePath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's REST call Invoke; undefined for another path. */
export const lambdaInvoke =
  (functions: Functions, async: AsyncInvocations, callerOf: CallerOf) =>
  async (request: Call): Promise<Answer | undefined> => {
    const found = invokePath.exec(request.path);
    if (found === null || request.method !== 'POST') return undefined;
    const name = decodeURIComponent(found[1] ?? '');
    const payload = request.body.length === 0 ? '{}' : request.body.toString('utf8');
    try {
      const model = functions.model(name);
      callerOf(accessKeyId(request)).authorize?.('lambda:InvokeFunction', model.arn);
      if (header(request, 'x-amz-invocation-type') === 'Event') {
        async.submit(model.name, payload);
        return { status: 202 };
      }
      const outcome = await functions.invoke(model.name, payload);
      const headers = { 'Content-Type': 'application/json', 'X-Amz-Executed-Version': '$LATEST' };
      if ('payload' in outcome) return { status: 200, headers, body: outcome.payload };
      const failed = { ...headers, 'X-Amz-Function-Error': 'Unhandled' };
      return { status: 200, headers: failed, body: JSON.stringify(outcome.error) };
    } catch (thrown) {
      return errorAnswer(thrown, 'Lambda');
    }
  };
