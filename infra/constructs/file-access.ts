import { Aws, Validations } from 'aws-cdk-lib';
import type { FileGrants } from '../../functions/kernel/capability.ts';
import { nameOf } from '../names.ts';
import type { StrowgerFunction } from './function.ts';

/** The bucket of a stage's files. Names of buckets are the world's, so it carries account and region. */
export const filesBucketName = (stage: string): string =>
  `${nameOf(stage, 'files')}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;

const bucketArn = (stage: string): string => `arn:${Aws.PARTITION}:s3:::${filesBucketName(stage)}`;

/** A key has exactly two slashes, so that the star over the tenant reaches no further than to the tenant. */
const filesOf = (area: string): string => `*/${area}/*`;

/**
 * Reads and writes in some areas of the file store alone. Which tenant's, is the kernel's to say: the caller's, put into
 * every key in one place.
 */
export const allowFiles = (
  target: StrowgerFunction,
  stage: string,
  { reads = [], writes = [] }: FileGrants,
): void => {
  const objects = (areas: readonly string[]): string[] =>
    areas.map((area) => `${bucketArn(stage)}/${filesOf(area)}`);
  if (reads.length > 0) {
    target.allow(['s3:GetObject'], objects(reads));
    target.allow(['s3:ListBucket'], [bucketArn(stage)], {
      StringLike: { 's3:prefix': reads.map(filesOf) },
    });
  }
  if (writes.length > 0)
    target.allow(['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], objects(writes));
  for (const area of new Set([...reads, ...writes]))
    Validations.of(target).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${nameOf(stage, 'files')}-<AWS::AccountId>-<AWS::Region>/${filesOf(area)}]`,
      reason: 'All files of one area, in whichever tenant: an area is what a capability owns.',
    });
};
