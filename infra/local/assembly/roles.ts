import * as z from 'zod';
import type { RoleModel, Statement } from './model.ts';
import type { ResolvedResource } from './resolve.ts';

const Texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const ConditionValues = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]).map(String),
  z.array(z.string()),
);

/** Strict: an element that the evaluator does not know must stop the start, not be dropped. */
const PolicyStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: Texts.optional(),
  NotAction: Texts.optional(),
  Resource: Texts.optional(),
  NotResource: Texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), ConditionValues)).optional(),
});

const PolicyDocument = z.looseObject({
  Statement: z.union([PolicyStatement.transform((one) => [one]), z.array(PolicyStatement)]),
});

const RoleProperties = z.looseObject({
  Policies: z.array(z.looseObject({ PolicyDocument })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});

const PolicyProperties = z.looseObject({ PolicyDocument, Roles: z.array(z.string()).default([]) });

const logActions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** AWS's own policies by name: what they allow of the services that a local caller reaches. */
const awsPolicies: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: logActions,
  AWSXRayDaemonWriteAccess: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  AmazonAPIGatewayPushToCloudWatchLogs: logActions,
};

const statementsOf = (document: z.infer<typeof PolicyDocument>): Statement[] =>
  document.Statement.map((one) => ({
    allow: one.Effect === 'Allow',
    actions: one.Action ?? [],
    exceptActions: one.NotAction ?? [],
    resources: one.Resource ?? [],
    exceptResources: one.NotResource ?? [],
    conditions: one.Condition ?? {},
  }));

const awsPolicy = (policyArn: string): Statement[] => {
  const name = policyArn.split('/').at(-1) ?? policyArn;
  const actions = awsPolicies[name];
  if (actions === undefined)
    throw new Error(`The embedded runtime does not know the AWS managed policy ${name}`);
  const nothing = { exceptActions: [], exceptResources: [], conditions: {} };
  return [{ allow: true, actions, resources: ['*'], ...nothing }];
};

const parsed = <T>(resource: ResolvedResource, schema: z.ZodType<T>): T => {
  const result = schema.safeParse(resource.properties);
  if (result.success) return result.data;
  throw new Error(`${resource.stack} ${resource.id}: ${z.prettifyError(result.error)}`);
};

/** Every role with the statements of all policies attached to it. */
export const rolesOf = (ofType: (type: string) => readonly ResolvedResource[]): RoleModel[] => {
  const managed = ofType('AWS::IAM::ManagedPolicy').map((resource) => ({
    arn: resource.physical.ref,
    ...parsed(resource, PolicyProperties),
  }));
  const attached = ofType('AWS::IAM::Policy').map((resource) => parsed(resource, PolicyProperties));
  const byArn = new Map(managed.map((one) => [one.arn, one]));
  return ofType('AWS::IAM::Role').map((resource) => {
    const name = resource.physical.ref;
    const properties = parsed(resource, RoleProperties);
    const documents = [
      ...properties.Policies.map((one) => one.PolicyDocument),
      ...[...attached, ...managed]
        .filter((one) => one.Roles.includes(name))
        .map((one) => one.PolicyDocument),
    ];
    const byReference = properties.ManagedPolicyArns.flatMap((policyArn) => {
      const own = byArn.get(policyArn);
      return own === undefined ? awsPolicy(policyArn) : statementsOf(own.PolicyDocument);
    });
    return {
      name,
      arn: resource.physical.attributes['Arn'] ?? '',
      statements: [...documents.flatMap(statementsOf), ...byReference],
    };
  });
};
