import type { RoleModel, Statement } from '../assembly/model.ts';
import { AwsError, type Caller } from '../service.ts';
import { type Context, like, operatorOf } from './conditions.ts';

/** Calls that a test forbids for a while, to see what breaks without one grant. */
export interface Denials {
  has(principal: string, action: string): boolean;
}

/** Actions that AWS knows no resources for: a statement allows them on `*`, or not at all. */
const resourceless: ReadonlySet<string> = new Set([
  'states:SendTaskSuccess',
  'states:SendTaskFailure',
  'states:SendTaskHeartbeat',
  'states:ListStateMachines',
  'dynamodb:ListTables',
  'dynamodb:ListStreams',
]);

type Check = (action: string, resource: string, context: Context | undefined) => boolean;

/** A compiled statement: what it says of a call, `undefined` when it does not speak of it. */
interface Rule {
  readonly allow: boolean;
  readonly conditional: boolean;
  readonly covers: (action: string, resource: string) => boolean;
  readonly holds: (context: Context) => boolean;
}

const matcher = (patterns: readonly string[], except: readonly string[], ignoreCase: boolean) => {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const wanted = patterns.map((pattern) => like(fold(pattern)));
  const unwanted = except.map((pattern) => like(fold(pattern)));
  return (text: string): boolean =>
    unwanted.length > 0
      ? !unwanted.some((pattern) => pattern.test(fold(text)))
      : wanted.some((pattern) => pattern.test(fold(text)));
};

const listOf = (value: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof value === 'string' ? [value] : value;

const conditionOf = (operator: string, key: string, expected: readonly string[], role: string) => {
  const found = operatorOf(operator);
  if (found === undefined)
    throw new Error(`${role}: the policy evaluator does not know the operator ${operator}`);
  return (context: Context): boolean => found(listOf(context[key]), expected);
};

const compile = (statement: Statement, role: string): Rule => {
  const variable = [...statement.resources, ...statement.exceptResources].find((one) =>
    one.includes('${'),
  );
  if (variable !== undefined)
    throw new Error(`${role}: the policy evaluator does not know variables, as in ${variable}`);
  const actions = matcher(statement.actions, statement.exceptActions, true);
  const resources = matcher(statement.resources, statement.exceptResources, false);
  const conditions = Object.entries(statement.conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, expected]) => conditionOf(operator, key, expected, role)),
  );
  return {
    allow: statement.allow,
    conditional: conditions.length > 0,
    covers: (action, resource) => actions(action) && resources(resource),
    holds: (context) => conditions.every((condition) => condition(context)),
  };
};

/** An explicit deny wins; without an allow the answer is no. */
const decide = (rules: readonly Rule[], context: Context): boolean => {
  const speaking = rules.filter((rule) => rule.holds(context));
  return !speaking.some((rule) => !rule.allow) && speaking.some((rule) => rule.allow);
};

/** A service asks for the same few actions on the same few resources over and over; bounded, as a resource may hold an id. */
const longestCache = 10_000;

/** The check of a role's policies. Throws when a policy holds what it does not know. */
const checkOf = (role: RoleModel): Check => {
  const rules = role.statements.map((statement) => compile(statement, role.name));
  const covering = new Map<string, { rules: readonly Rule[]; settled: boolean | undefined }>();
  return (action, resource, context) => {
    const key = `${action} ${resource}`;
    let known = covering.get(key);
    if (known === undefined) {
      const found = rules.filter((rule) => rule.covers(action, resource));
      const settled = found.some((rule) => rule.conditional) ? undefined : decide(found, {});
      known = { rules: found, settled };
      if (covering.size >= longestCache) covering.clear();
      covering.set(key, known);
    }
    return known.settled ?? decide(known.rules, context ?? {});
  };
};

/** Who a role's caller is to the services. `name` is the function's where a function calls. */
export type CallerFor = (roleArn: string, name?: string) => Caller;

/** Local tools, with all rights. */
export const root: Caller = { principal: 'root' };

/** Compiles all roles at once, so that a policy that cannot be judged stops the start. */
export const callers = (roles: readonly RoleModel[], denials: Denials): CallerFor => {
  const checks = new Map(roles.map((role) => [role.arn, checkOf(role)]));
  return (roleArn, name) => {
    const check = checks.get(roleArn);
    const user =
      name === undefined
        ? roleArn
        : `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${name}`;
    return {
      principal: roleArn,
      authorize: (action, resource, context) => {
        const judged = resourceless.has(action) ? '*' : resource;
        const allowed = check?.(action, judged, context) ?? false;
        if (allowed && !denials.has(name ?? roleArn, action)) return;
        throw new AwsError(
          'AccessDeniedException',
          `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
          400,
        );
      },
    };
  };
};
