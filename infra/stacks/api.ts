import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { IAuthorizer, IResource } from 'aws-cdk-lib/aws-apigateway';
import {
  AccessLogFormat,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  RequestAuthorizer,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Capability } from '../../functions/kernel/capability.ts';
import { StrowgerFunction } from '../constructs/function.ts';
import { Identity } from '../constructs/identity.ts';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';

/** What API Gateway itself refuses, in TM Forum's words. */
const refusals = [
  {
    id: 'Unauthorized',
    type: ResponseType.UNAUTHORIZED,
    status: '401',
    code: 'unauthorized',
    reason: 'A valid bearer token is needed',
  },
  {
    id: 'Forbidden',
    type: ResponseType.ACCESS_DENIED,
    status: '403',
    code: 'forbidden',
    reason: 'The token does not allow this',
  },
  {
    id: 'NoRoute',
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: '404',
    code: 'notFound',
    reason: 'There is no such path',
  },
  {
    id: 'TooLarge',
    type: ResponseType.REQUEST_TOO_LARGE,
    status: '413',
    code: 'tooLarge',
    reason: 'The body is larger than 10 MB',
  },
  {
    id: 'Throttled',
    type: ResponseType.THROTTLED,
    status: '429',
    code: 'throttled',
    reason: 'Too many requests; try again',
  },
  {
    id: 'Other4xx',
    type: ResponseType.DEFAULT_4XX,
    status: '400',
    code: 'badRequest',
    reason: 'The request cannot be taken',
  },
  {
    id: 'Other5xx',
    type: ResponseType.DEFAULT_5XX,
    status: '500',
    code: 'internalError',
    reason: 'Something went wrong on our side',
  },
];

/** What the rules would have otherwise, and why it is not. */
const exceptions = [
  {
    id: 'AwsSolutions-APIG2',
    reason:
      'Bodies are validated by the functions, against the same schemas that make the OpenAPI description.',
  },
  {
    id: 'AwsSolutions-APIG3',
    reason:
      'A firewall stands before the API where the stage says so: it costs more than a small stage.',
  },
  {
    id: 'AwsSolutions-APIG4',
    reason: 'The API description and its pages are open; everything else has the authorizer.',
  },
  {
    id: 'AwsSolutions-APIG6',
    reason:
      'The access log has a line for each request; execution logs would hold bodies, and so personal data.',
  },
  {
    id: 'AwsSolutions-COG4',
    reason: 'Our authorizer takes tokens of any OIDC issuer, the user pool among them.',
  },
  {
    id: 'AwsSolutions-COG8',
    reason: 'Threat protection is a paid plan that the operator of the pool decides on.',
  },
];

const resourceAt = (api: RestApi, path: string): IResource =>
  path
    .split('/')
    .filter((part) => part !== '')
    .reduce<IResource>((at, part) => at.getResource(part) ?? at.addResource(part), api.root);

/** The REST API: one open-ended path a capability, each to its own function, all behind one authorizer. */
export class ApiStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    {
      stage,
      capabilities,
    }: { readonly stage: StageSettings; readonly capabilities: readonly Capability[] },
  ) {
    super(scope, id);
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/apigateway/${nameOf(stage.name)}`,
      retention: stage.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const api = new RestApi(this, 'Api', {
      restApiName: nameOf(stage.name),
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      // Documents; everything else is text.
      binaryMediaTypes: ['application/pdf'],
      deployOptions: {
        stageName: stage.name,
        throttlingRateLimit: stage.ratePerSecond,
        throttlingBurstLimit: stage.burst,
        metricsEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields({
          caller: false,
          httpMethod: true,
          ip: false,
          protocol: true,
          requestTime: true,
          resourcePath: true,
          responseLength: true,
          status: true,
          user: false,
        }),
      },
    });
    new CfnOutput(this, 'ApiId', { value: api.restApiId });
    for (const refusal of refusals)
      api.addGatewayResponse(refusal.id, {
        type: refusal.type,
        statusCode: refusal.status,
        templates: {
          'application/json': JSON.stringify({
            '@type': 'Error',
            code: refusal.code,
            reason: refusal.reason,
            status: refusal.status,
          }),
        },
      });
    const authorizer = this.authorizer(stage);
    for (const capability of capabilities) this.route(api, stage, capability, authorizer);
    this.docs(api, stage);
    if (stage.firewall !== undefined)
      this.firewall(api, stage.name, stage.firewall.requestsPerMinuteOfClient);
    Validations.of(this).acknowledge(...exceptions);
  }

  /** Any OIDC issuer that the stage names, else a user pool of our own. */
  private authorizer(stage: StageSettings): IAuthorizer {
    const issuer = stage.issuer ?? this.ownIssuer(stage);
    const made = new StrowgerFunction(this, 'Authorizer', {
      stage,
      key: 'authorizer',
      timeoutSeconds: 10,
      environment: { ISSUER: issuer, AUDIENCE: stage.audience ?? '' },
    });
    return new RequestAuthorizer(this, 'TokenAuthorizer', {
      handler: made.function,
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.minutes(5),
    });
  }

  private ownIssuer(stage: StageSettings): string {
    const { issuer, userPoolId } = new Identity(this, 'Identity', stage);
    new CfnOutput(this, 'UserPoolId', { value: userPoolId });
    return issuer;
  }

  private route(
    api: RestApi,
    stage: StageSettings,
    capability: Capability,
    authorizer: IAuthorizer,
  ): void {
    if (capability.api === undefined) return;
    const handler = LambdaFunction.fromFunctionAttributes(this, `${capability.name}Function`, {
      functionArn: `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:${nameOf(stage.name, capability.name, 'api')}`,
      sameEnvironment: true,
    });
    const integration = this.integration(handler);
    for (const { basePath } of [capability.api, capability.beside].filter(
      (one) => one !== undefined,
    ))
      resourceAt(api, basePath)
        .addResource('{proxy+}')
        .addMethod('ANY', integration, { authorizer });
  }

  private integration(handler: IFunction): LambdaIntegration {
    return new LambdaIntegration(handler, {
      proxy: true,
      scopePermissionToMethod: false,
    });
  }

  private docs(api: RestApi, stage: StageSettings): void {
    const integration = this.integration(
      new StrowgerFunction(this, 'Docs', { stage, key: 'docs', timeoutSeconds: 10 }).function,
    );
    api.root.addResource('openapi.json').addMethod('GET', integration);
    const docs = api.root.addResource('docs');
    docs.addMethod('GET', integration);
    docs.addResource('{file}').addMethod('GET', integration);
  }

  private firewall(api: RestApi, stage: string, requestsPerMinute: number): void {
    const seen = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      metricName,
      sampledRequestsEnabled: false,
    });
    const managed = ['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet'];
    const acl = new CfnWebACL(this, 'Firewall', {
      name: nameOf(stage),
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seen(nameOf(stage)),
      rules: [
        {
          name: 'OneClient',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          // A client is told by its token: a customer behind a shared address is not slowed by a neighbour.
          statement: {
            rateBasedStatement: {
              limit: requestsPerMinute,
              evaluationWindowSec: 60,
              aggregateKeyType: 'CUSTOM_KEYS',
              customKeys: [
                {
                  header: {
                    name: 'authorization',
                    textTransformations: [{ priority: 0, type: 'NONE' }],
                  },
                },
              ],
            },
          },
          visibilityConfig: seen('OneClient'),
        },
        ...managed.map((name, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
          visibilityConfig: seen(name),
        })),
      ],
    });
    new CfnWebACLAssociation(this, 'FirewallOfApi', {
      resourceArn: api.deploymentStage.stageArn,
      webAclArn: acl.attrArn,
    });
  }
}
