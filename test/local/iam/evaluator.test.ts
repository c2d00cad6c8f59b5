import { expect, it } from '@jest/globals';
import type { Statement } from '../../../infra/local/assembly/model.ts';
import { callers } from '../../../infra/local/iam/evaluator.ts';

const arn = 'arn:aws:iam::000000000000:role/r';
const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/t';
const none = { has: () => false };

const statement = (more: Partial<Statement>): Statement => ({
  allow: true,
  actions: ['dynamodb:*'],
  exceptActions: [],
  resources: [`${table}*`],
  exceptResources: [],
  conditions: {},
  ...more,
});

const call =
  (
    statements: readonly Statement[],
    context?: Record<string, string | string[]>,
    action = 'dynamodb:GetItem',
  ) =>
  () =>
    callers([{ name: 'r', arn, statements }], none)(arn).authorize?.(action, table, context);

it('allows what a statement allows', () => {
  expect(call([statement({})])).not.toThrow();
});

it('denies what no statement speaks of, in the words of AWS', () => {
  expect(call([statement({ actions: ['dynamodb:PutItem'] })])).toThrow(
    `is not authorized to perform: dynamodb:GetItem on resource: ${table} because no identity-based policy allows`,
  );
});

it('lets an explicit deny win', () => {
  expect(call([statement({}), statement({ allow: false, actions: ['dynamodb:Get*'] })])).toThrow(
    'not authorized',
  );
});

it('takes actions without regard to case', () => {
  expect(call([statement({ actions: ['DynamoDB:getitem'] })])).not.toThrow();
});

it('holds all leading keys against the patterns of the condition', () => {
  const own = [
    statement({
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#Party#*'] } },
    }),
  ];
  expect(call(own, { 'dynamodb:LeadingKeys': ['demo#Party#1'] })).not.toThrow();
  expect(call(own, { 'dynamodb:LeadingKeys': ['demo#Party#1', 'demo#Order#1'] })).toThrow(
    'not authorized',
  );
});

it('needs the key of a condition to be there, unless the operator says otherwise', () => {
  expect(call([statement({ conditions: { StringEquals: { k: ['v'] } } })])).toThrow(
    'not authorized',
  );
  expect(call([statement({ conditions: { StringEqualsIfExists: { k: ['v'] } } })])).not.toThrow();
  expect(call([statement({ conditions: { Null: { k: ['true'] } } })])).not.toThrow();
});

it('stops the start at an operator or a variable that it does not know', () => {
  expect(call([statement({ conditions: { IpAddress: { 'aws:SourceIp': ['1.2.3.4'] } } })])).toThrow(
    'IpAddress',
  );
  expect(call([statement({ resources: [`${table}/\${aws:PrincipalTag/team}`] })])).toThrow(
    'variables',
  );
});

it('denies a grant that a test takes away', () => {
  const denials = {
    has: (name: string, action: string) => name === 'f' && action === 'dynamodb:GetItem',
  };
  const callerFor = callers([{ name: 'r', arn, statements: [statement({})] }], denials);
  expect(() => callerFor(arn, 'f').authorize?.('dynamodb:GetItem', table)).toThrow(
    'assumed-role/r/f',
  );
  expect(() => callerFor(arn, 'g').authorize?.('dynamodb:GetItem', table)).not.toThrow();
});

it('allows an action that knows no resources on every one or on none, as AWS does', () => {
  const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
  const answering = (resources: readonly string[]) =>
    call(
      [statement({ actions: ['states:SendTaskSuccess'], resources })],
      undefined,
      'states:SendTaskSuccess',
    );
  expect(answering(['*'])).not.toThrow();
  expect(answering([table])).toThrow('not authorized');
  const named = callers(
    [
      {
        name: 'r',
        arn,
        statements: [statement({ actions: ['states:SendTaskFailure'], resources: [machine] })],
      },
    ],
    none,
  );
  expect(() => named(arn).authorize?.('states:SendTaskFailure', machine)).toThrow('not authorized');
});
