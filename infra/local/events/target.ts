import * as z from 'zod';
import type { RuleModel } from '../assembly/model.ts';

const Transformer = z.looseObject({
  InputPathsMap: z.record(z.string(), z.string()).default({}),
  InputTemplate: z.string(),
});

const Target = z.looseObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: Transformer.optional(),
  RetryPolicy: z
    .looseObject({
      MaximumRetryAttempts: z.coerce.number().optional(),
      MaximumEventAgeInSeconds: z.coerce.number().optional(),
    })
    .optional(),
  DeadLetterConfig: z.looseObject({ Arn: z.string().optional() }).optional(),
});
export type Target = z.infer<typeof Target>;

/** The targets of a rule, as EventBridge and a template write them. */
export const targetsOf = (rule: RuleModel): Target[] =>
  rule.targets.map((one) => Target.parse(one));

/** EventBridge's own JSONPath is small: dots, names in brackets and indexes. */
export const valueAt = (event: unknown, path: string): unknown => {
  let value: unknown = event;
  for (const [, name, quoted, index] of path.matchAll(/\.([^.[\]]+)|\['([^']+)'\]|\[(\d+)\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === (name ?? quoted ?? index))?.[1];
  }
  return value;
};

const asText = (value: unknown): string => {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
};

/** Within quotes a value stands as text; alone it stands as JSON. */
const fill = (template: string, values: Readonly<Record<string, unknown>>): string => {
  let quoted = false;
  return template.replace(/\\[\s\S]|"|<([A-Za-z0-9_.-]+)>/g, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined || !(name in values)) return found;
    return quoted ? asText(values[name]) : (JSON.stringify(values[name]) ?? 'null');
  });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const transformed = (
  event: unknown,
  transformer: z.infer<typeof Transformer>,
  rule: RuleModel,
): unknown => {
  const own = {
    'aws.events.event': event,
    'aws.events.event.json': event,
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': valueAt(event, '$.time'),
  };
  const mapped = Object.entries(transformer.InputPathsMap).map(([name, path]) => [
    name,
    valueAt(event, path),
  ]);
  return parsed(fill(transformer.InputTemplate, { ...own, ...Object.fromEntries(mapped) }));
};

/** What the target receives of an event. */
export const payloadFor = (target: Target, event: unknown, rule: RuleModel): unknown => {
  if (target.Input !== undefined) return parsed(target.Input);
  if (target.InputPath !== undefined) return valueAt(event, target.InputPath) ?? null;
  if (target.InputTransformer !== undefined)
    return transformed(event, target.InputTransformer, rule);
  return event;
};
