import * as z from 'zod';

export const Retrier = z.object({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.number().positive().default(1),
  BackoffRate: z.number().min(1).default(2),
  MaxAttempts: z.number().int().min(0).default(3),
  MaxDelaySeconds: z.number().positive().optional(),
});
export type Retrier = z.infer<typeof Retrier>;

export const Catcher = z.object({
  ErrorEquals: z.array(z.string()).min(1),
  ResultPath: z.string().nullable().default('$'),
  Next: z.string(),
});

const kinds = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'] as const;

const Rule = z.record(z.string(), z.unknown());
export type Rule = z.infer<typeof Rule>;

/** The fields of every kind of state; strict, so that a field the interpreter does not know stops the start. */
const FlatState = z.strictObject({
  Type: z.enum(kinds),
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  Next: z.string().optional(),
  End: z.boolean().optional(),
  InputPath: z.string().nullable().default('$'),
  OutputPath: z.string().nullable().default('$'),
  Parameters: z.unknown().optional(),
  ResultSelector: z.unknown().optional(),
  ResultPath: z.string().nullable().default('$'),
  Retry: z.array(Retrier).default([]),
  Catch: z.array(Catcher).default([]),
  Resource: z.string().optional(),
  TimeoutSeconds: z.number().positive().optional(),
  HeartbeatSeconds: z.number().positive().optional(),
  Result: z.unknown().optional(),
  Choices: z.array(Rule).default([]),
  Default: z.string().optional(),
  Seconds: z.number().min(0).optional(),
  SecondsPath: z.string().optional(),
  Timestamp: z.string().optional(),
  TimestampPath: z.string().optional(),
  Error: z.string().optional(),
  ErrorPath: z.string().optional(),
  Cause: z.string().optional(),
  CausePath: z.string().optional(),
  ItemsPath: z.string().default('$'),
  ItemSelector: z.unknown().optional(),
  MaxConcurrency: z.number().int().min(0).default(0),
});

/** The states of a machine, of a branch or of a Map's item. */
export interface Scope {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export type State = z.infer<typeof FlatState> & {
  readonly Branches?: readonly Scope[] | undefined;
  readonly ItemProcessor?: Scope | undefined;
  readonly Iterator?: Scope | undefined;
};

const Scope: z.ZodType<Scope> = z.lazy(() =>
  z.looseObject({
    StartAt: z.string(),
    States: z.record(
      z.string(),
      FlatState.extend({
        Branches: z.array(Scope).optional(),
        ItemProcessor: Scope.optional(),
        Iterator: Scope.optional(),
      }),
    ),
  }),
);

const Limits = z.looseObject({ TimeoutSeconds: z.number().positive().optional() });

export interface Definition {
  readonly scope: Scope;
  readonly timeoutSeconds: number | undefined;
}

/** Throws when the text is no definition that the interpreter can run. */
export const parseDefinition = (text: string): Definition => {
  const json: unknown = JSON.parse(text);
  return { scope: Scope.parse(json), timeoutSeconds: Limits.parse(json).TimeoutSeconds };
};
