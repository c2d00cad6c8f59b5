import { Aws, Validations } from 'aws-cdk-lib';
import { nameOf } from '../names.ts';
import type { StrowgerFunction } from './function.ts';

const tableArn = (stage: string): string =>
  `arn:${Aws.PARTITION}:dynamodb:${Aws.REGION}:${Aws.ACCOUNT_ID}:table/${nameOf(stage)}`;

/** The key's ARN is not known before it is made, so its alias is the condition. */
const allowKey = (target: StrowgerFunction, stage: string): void => {
  Validations.of(target).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*]',
    reason:
      'Any key by ARN, but only the one with our alias by condition: stacks refer to each other by name.',
  });
  target.allow(
    ['kms:Decrypt', 'kms:GenerateDataKey'],
    [`arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/*`],
    {
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [`alias/${nameOf(stage)}`] },
    },
  );
};

/**
 * Reads and writes of the rows of some types alone: a partition key begins with the tenant and the type, and so do
 * those of the indexes; what belongs to a party is found under the party.
 */
export const allowTypes = (
  target: StrowgerFunction,
  stage: string,
  types: readonly string[],
): void => {
  const leading = {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': types.map((type) => `*#${type}#*`) },
  };
  target.allow(
    [
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
      'dynamodb:ConditionCheckItem',
    ],
    [tableArn(stage)],
    leading,
  );
  target.allow(
    ['dynamodb:Query'],
    [`${tableArn(stage)}/index/gsi1`, `${tableArn(stage)}/index/gsi3`],
    leading,
  );
  target.allow(['dynamodb:Query'], [`${tableArn(stage)}/index/gsi2`], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#party#*'] },
  });
  allowKey(target, stage);
};

/** The relay reads every row's changes from the stream; of the table itself it sees only whether a tenant has listeners. */
export const allowHubLookup = (target: StrowgerFunction, stage: string): void => {
  target.allow(['dynamodb:Query'], [`${tableArn(stage)}/index/gsi1`], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#Hub#*'] },
  });
  allowKey(target, stage);
};
