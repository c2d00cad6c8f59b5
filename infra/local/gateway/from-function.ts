import type { AwsAnswer, AwsRequest } from '../lambda/messages.ts';
import { type Answer, json } from './answer.ts';
import type { Call } from './aws.ts';

/** What a function's AWS clients reach. */
export interface FunctionServices {
  readonly aws: (call: Call, target: string) => Promise<Answer>;
  readonly invoke: (call: Call) => Promise<Answer | undefined>;
}

const answerOf = async (
  services: FunctionServices | undefined,
  request: AwsRequest,
): Promise<Answer> => {
  if (services === undefined) return json(503, { __type: 'ServiceUnavailable' });
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return services.aws(request, target);
  return (await services.invoke(request)) ?? json(404, { __type: 'UnknownOperation' });
};

/** Answers a request that came through a function's port as the runtime's own port would. */
export const fromFunction = async (
  services: FunctionServices | undefined,
  request: AwsRequest,
): Promise<Omit<AwsAnswer, 'kind' | 'id'>> => {
  const { status, headers = {}, body = '' } = await answerOf(services, request);
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { status, headers: Object.fromEntries(lower), body: body.toString() };
};
