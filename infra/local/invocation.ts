import type { Functions } from './lambda/functions.ts';
import { AwsError, type Caller } from './service.ts';

type Answer =
  | { readonly payload: unknown }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

/** Invokes a function for a service, as the caller that the service acts for. Never rejects: a refusal is an error too. */
export const invokeFor =
  (functions: Functions) =>
  async (functionName: string, payload: unknown, caller: Caller): Promise<Answer> => {
    try {
      caller.authorize?.('lambda:InvokeFunction', functions.model(functionName).arn);
      const outcome = await functions.invoke(functionName, JSON.stringify(payload));
      return 'error' in outcome
        ? { error: outcome.error }
        : { payload: JSON.parse(outcome.payload) };
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      return { error: { errorType: `Lambda.${thrown.code}`, errorMessage: thrown.message } };
    }
  };
