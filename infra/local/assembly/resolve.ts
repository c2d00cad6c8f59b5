import type { Stack, Template } from './cloud-assembly.ts';
import { account, namePropertyOf, type Physical, physical, region } from './physical.ts';

/** A resource with every intrinsic function of its properties resolved. */
export interface ResolvedResource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly physical: Physical;
  readonly properties: Readonly<Record<string, unknown>>;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

interface Scope {
  readonly stack: Stack;
  readonly world: World;
}

interface World {
  readonly stacks: readonly Stack[];
  readonly physicals: Map<string, Physical>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const resourceOf = (stack: Stack, id: string): Template['Resources'][string] => {
  const resource = stack.template.Resources[id];
  if (resource === undefined) throw new Error(`${stack.name}: no resource ${id}`);
  return resource;
};

const physicalOf = (id: string, scope: Scope): Physical => {
  const key = `${scope.stack.name}/${id}`;
  const known = scope.world.physicals.get(key);
  if (known !== undefined) return known;
  const resource = resourceOf(scope.stack, id);
  const property = namePropertyOf(resource.Type);
  const given = property === undefined ? undefined : resource.Properties[property];
  const name = given === undefined ? `${scope.stack.name}-${id}` : String(resolve(given, scope));
  const answer = physical(resource.Type, name);
  scope.world.physicals.set(key, answer);
  return answer;
};

const pseudo = (name: string, stack: Stack): unknown => {
  const values: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack.name}/local`,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NotificationARNs': [],
  };
  if (name === 'AWS::NoValue') return undefined;
  if (!(name in values)) throw new Error(`${stack.name}: unknown pseudo parameter ${name}`);
  return values[name];
};

const ref: Intrinsic = (argument, scope) => {
  const name = String(argument);
  if (name.startsWith('AWS::')) return pseudo(name, scope.stack);
  const parameter = scope.stack.template.Parameters[name];
  if (parameter !== undefined) return parameter.Default;
  return physicalOf(name, scope).ref;
};

const attribute = (id: string, name: string, scope: Scope): string => {
  const found = physicalOf(id, scope).attributes[name];
  return found ?? `${scope.stack.name}-${id}.${name}`;
};

const getAtt: Intrinsic = (argument, scope) => {
  const parts = typeof argument === 'string' ? argument.split('.') : listOf(argument).map(String);
  const [id = '', ...rest] = parts;
  return attribute(id, rest.join('.'), scope);
};

const sub: Intrinsic = (argument, scope) => {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = isRecord(given) ? given : {};
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (name in variables) return String(resolve(variables[name], scope));
    return String(name.includes('.') ? getAtt(name, scope) : ref(name, scope));
  });
};

const importValue: Intrinsic = (argument, scope) => {
  const name = String(resolve(argument, scope));
  for (const stack of scope.world.stacks) {
    for (const output of Object.values(stack.template.Outputs)) {
      if (output.Export === undefined) continue;
      const inside: Scope = { stack, world: scope.world };
      if (resolve(output.Export.Name, inside) === name) return resolve(output.Value, inside);
    }
  }
  throw new Error(`${scope.stack.name}: no stack exports ${name}`);
};

const stackOutput: Intrinsic = (argument, scope) => {
  const wanted = isRecord(argument) ? argument : {};
  const name = String(resolve(wanted['StackName'], scope));
  const stack = scope.world.stacks.find((one) => one.name === name);
  const output = stack?.template.Outputs[String(resolve(wanted['OutputName'], scope))];
  if (stack === undefined || output === undefined)
    throw new Error(`${scope.stack.name}: no such output of ${name}`);
  return resolve(output.Value, { stack, world: scope.world });
};

const condition = (name: string, scope: Scope): boolean =>
  resolve(scope.stack.template.Conditions[name], scope) === true;

const choose: Intrinsic = (argument, scope) => {
  const [name, whenTrue, whenFalse] = listOf(argument);
  return resolve(condition(String(name), scope) ? whenTrue : whenFalse, scope);
};

const resolvedList = (argument: unknown, scope: Scope): readonly unknown[] =>
  listOf(resolve(argument, scope));

const join: Intrinsic = (argument, scope) => {
  const [separator, parts] = listOf(argument);
  return resolvedList(parts, scope).map(String).join(String(separator));
};

const select: Intrinsic = (argument, scope) => {
  const [index, values] = listOf(argument);
  return resolvedList(values, scope)[Number(resolve(index, scope))];
};

const split: Intrinsic = (argument, scope) => {
  const [separator, text] = listOf(argument);
  return String(resolve(text, scope)).split(String(separator));
};

const findInMap: Intrinsic = (argument, scope) => {
  const [map, first, second] = resolvedList(argument, scope).map(String);
  const top = scope.stack.template.Mappings[map ?? ''];
  const middle = isRecord(top) ? top[first ?? ''] : undefined;
  return isRecord(middle) ? middle[second ?? ''] : undefined;
};

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: ref,
  Condition: (argument, scope) => condition(String(argument), scope),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::ImportValue': importValue,
  'Fn::GetStackOutput': stackOutput,
  'Fn::If': choose,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::FindInMap': findInMap,
  'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => `${region}${zone}`),
  'Fn::Base64': (argument, scope) =>
    Buffer.from(String(resolve(argument, scope))).toString('base64'),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = resolvedList(argument, scope);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope) => resolvedList(argument, scope).every((one) => one === true),
  'Fn::Or': (argument, scope) => resolvedList(argument, scope).some((one) => one === true),
  'Fn::Not': (argument, scope) => resolvedList(argument, scope)[0] !== true,
};

/** An IAM statement has an element named `Condition` too, whose value is a record: that one is no function. */
const intrinsicOf = (value: Record<string, unknown>): [Intrinsic, unknown] | undefined => {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) return undefined;
  if (key === 'Condition' && typeof value[key] !== 'string') return undefined;
  if (key.startsWith('Fn::') && intrinsics[key] === undefined)
    throw new Error(`Unknown function ${key} in a template`);
  const found = intrinsics[key];
  return found === undefined ? undefined : [found, value[key]];
};

const resolve = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) {
    return value.map((one) => resolve(one, scope)).filter((one) => one !== undefined);
  }
  if (!isRecord(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic !== undefined) return intrinsic[0](intrinsic[1], scope);
  const entries = Object.entries(value).map(([key, one]) => [key, resolve(one, scope)] as const);
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
};

/** Every resource of every stack whose condition holds, in the order of the templates. */
export const resolveStacks = (
  stacks: readonly Stack[],
  runs: (type: string) => boolean,
): ResolvedResource[] => {
  const world: World = { stacks, physicals: new Map() };
  return stacks.flatMap((stack) => {
    const scope: Scope = { stack, world };
    return Object.entries(stack.template.Resources).flatMap(
      ([id, resource]): ResolvedResource[] => {
        if (!runs(resource.Type)) return [];
        if (resource.Condition !== undefined && !condition(resource.Condition, scope)) return [];
        const properties = resolve(resource.Properties, scope);
        return [
          {
            stack: stack.name,
            id,
            type: resource.Type,
            physical: physicalOf(id, scope),
            properties: isRecord(properties) ? properties : {},
          },
        ];
      },
    );
  });
};
