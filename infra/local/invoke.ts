import type { Caller } from './service.ts';

/** Invokes a function, given by name or ARN, and waits for its answer. A failure of the function is an answer too. */
export type Invoke = (
  functionName: string,
  payload: unknown,
  caller: Caller,
) => Promise<
  | { readonly payload: unknown }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string } }
>;
