import { join } from 'node:path';
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { bundleDirectory } from '../bundle/bundle.ts';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';

export interface StrowgerFunctionProps {
  readonly stage: StageSettings;
  /** The bundle's folder and the last part of the function's name. */
  readonly key: string;
  readonly timeoutSeconds: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Lambda's newest Node; the library's constant comes later than the runtime. */
const nodejs = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: false });

/** A function with a role and a log group of its own: it may write its log, and what is granted to it. */
export class StrowgerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: StrowgerFunctionProps) {
    super(scope, id);
    const functionName = nameOf(props.stage.name, props.key);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.stage.logDays,
      removalPolicy: props.stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      roleName: `${functionName}-${Aws.REGION}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      runtime: nodejs,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(bundleDirectory, props.key)),
      role: this.role,
      logGroup,
      memorySize: props.stage.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: {
        STAGE: props.stage.name,
        POWERTOOLS_SERVICE_NAME: props.key,
        POWERTOOLS_METRICS_NAMESPACE: 'Strowger',
        ...props.environment,
      },
    });
  }

  /**
   * EventBridge is done when Lambda has taken an event: what the function then throws is no failed delivery, so the
   * rule's dead letter queue never sees it. Without this, an event that fails its two retries is lost.
   */
  keepFailures(queue: IQueue): void {
    this.function.configureAsyncInvoke({ onFailure: new SqsDestination(queue), retryAttempts: 2 });
  }

  allow(
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Record<string, Record<string, readonly string[]>>,
  ): void {
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions }),
      }),
    );
  }
}
