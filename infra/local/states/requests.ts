import * as z from 'zod';
import { AwsError } from '../service.ts';

const name = z.string().regex(/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/);
const page = { maxResults: z.number().int().min(0).max(1000).default(100), nextToken: z.string().optional() };

export const Start = z.looseObject({
  stateMachineArn: z.string(),
  name: name.optional(),
  input: z.string().default('{}'),
});
export const OfExecution = z.looseObject({ executionArn: z.string() });
export const Stop = z.looseObject({
  executionArn: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
export const OfMachine = z.looseObject({ stateMachineArn: z.string() });
export const ListExecutions = z.looseObject({
  stateMachineArn: z.string(),
  statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).optional(),
  ...page,
});
export const History = z.looseObject({
  executionArn: z.string(),
  reverseOrder: z.boolean().default(false),
  ...page,
});
export const TaskSuccess = z.looseObject({ taskToken: z.string(), output: z.string() });
export const TaskFailure = z.looseObject({
  taskToken: z.string(),
  error: z.string().default('States.TaskFailed'),
  cause: z.string().default(''),
});
export const TaskHeartbeat = z.looseObject({ taskToken: z.string() });

export const parse = <T>(schema: z.ZodType<T>, input: unknown): T => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsError('ValidationException', z.prettifyError(parsed.error));
};

/** The JSON of a text, or the given error of AWS. */
export const json = (text: string, code: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError(code, `Invalid JSON: ${text.slice(0, 100)}`);
  }
};

/** One page of a list, with the token of the next: its offset. */
export const pageOf = <T>(
  request: { readonly maxResults: number; readonly nextToken?: string | undefined },
  read: (limit: number, offset: number) => readonly T[],
): { readonly items: readonly T[]; readonly next: { readonly nextToken?: string } } => {
  const limit = request.maxResults === 0 ? 100 : request.maxResults;
  const offset = Number(request.nextToken ?? 0);
  const found = read(limit + 1, offset);
  const next = found.length > limit ? { nextToken: String(offset + limit) } : {};
  return { items: found.slice(0, limit), next };
};
