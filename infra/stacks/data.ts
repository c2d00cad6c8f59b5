import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { filesBucketName } from '../constructs/file-access.ts';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** How long a file that was replaced or removed can still be fetched back. */
const recoverableDays = 30;

/** The one table and the one bucket, with their key. What is in it outlives the stack where the stage says so. */
export class DataStack extends Stack {
  readonly table: Table;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    const removalPolicy = stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const encryptionKey = new Key(this, 'Key', {
      alias: nameOf(stage.name),
      enableKeyRotation: true,
      removalPolicy,
    });
    this.table = new Table(this, 'Table', {
      tableName: nameOf(stage.name),
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey,
      deletionProtection: stage.keepsData,
      removalPolicy,
    });
    for (const index of ['gsi1', 'gsi2', 'gsi3'])
      this.table.addGlobalSecondaryIndex({
        indexName: index,
        partitionKey: text(`${index}pk`),
        sortKey: text(`${index}sk`),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    this.files(stage, encryptionKey, removalPolicy);
  }

  /** Private, encrypted, over TLS alone; what was replaced or removed stays for a while. */
  private files(stage: StageSettings, encryptionKey: Key, removalPolicy: RemovalPolicy): void {
    const bucket = new Bucket(this, 'Files', {
      bucketName: filesBucketName(stage.name),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.KMS,
      encryptionKey,
      // One call of KMS for many objects, and not one for each.
      bucketKeyEnabled: true,
      ...(stage.plainHttp !== true && { enforceSSL: true, minimumTLSVersion: 1.2 }),
      versioned: true,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(recoverableDays),
        },
      ],
      removalPolicy,
    });
    // As a property, because the library's own way deploys a function to set it.
    const { defaultChild } = bucket.node;
    if (defaultChild instanceof CfnBucket)
      defaultChild.notificationConfiguration = {
        eventBridgeConfiguration: { eventBridgeEnabled: true },
      };
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Functions alone reach it, and their logs name each request; a log of S3 would need a second bucket that nobody reads.',
    });
  }
}
