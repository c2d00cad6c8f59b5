import * as z from 'zod';
import { functionNameOf } from './compute.ts';
import type {
  ApiModel,
  AuthorizerModel,
  GatewayResponseModel,
  RouteModel,
  Throttle,
} from './model.ts';
import type { ResolvedResource } from './resolve.ts';

const Method = z.looseObject({
  HttpMethod: z.string(),
  ResourceId: z.string(),
  AuthorizationType: z.string().default('NONE'),
  AuthorizerId: z.string().optional(),
  Integration: z.looseObject({
    Type: z.string(),
    Uri: z.string().optional(),
    IntegrationResponses: z
      .array(
        z.looseObject({
          StatusCode: z.coerce.number(),
          ResponseParameters: z.record(z.string(), z.string()).default({}),
        }),
      )
      .default([]),
  }),
});

const RestApi = z.looseObject({ BinaryMediaTypes: z.array(z.string()).default([]) });

const Resource = z.looseObject({ ParentId: z.string(), PathPart: z.string() });

const Authorizer = z.looseObject({
  Type: z.enum(['TOKEN', 'REQUEST']),
  AuthorizerUri: z.string(),
  IdentitySource: z.string().default('method.request.header.Authorization'),
  AuthorizerResultTtlInSeconds: z.coerce.number().default(300),
});

const GatewayResponse = z.looseObject({
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

const Stage = z.looseObject({
  StageName: z.string(),
  MethodSettings: z
    .array(
      z.looseObject({
        HttpMethod: z.string().optional(),
        ResourcePath: z.string().optional(),
        ThrottlingRateLimit: z.coerce.number().optional(),
        ThrottlingBurstLimit: z.coerce.number().optional(),
      }),
    )
    .default([]),
});

const UsagePlan = z.looseObject({
  Throttle: z
    .looseObject({
      RateLimit: z.coerce.number().optional(),
      BurstLimit: z.coerce.number().optional(),
    })
    .optional(),
});

const throttleOf = (rate: number | undefined, burst: number | undefined): Throttle | undefined =>
  rate === undefined ? undefined : { ratePerSecond: rate, burst: burst ?? rate };

/** An integration's or authorizer's URI holds the function's ARN between `functions/` and `/invocations`. */
const invokedFunction = (uri: string): string => {
  const found = /functions\/(arn:[^/]+)\/invocations/.exec(uri)?.[1];
  if (found === undefined)
    throw new Error(`The REST API calls something other than a function: ${uri}`);
  return functionNameOf(found);
};

/** A parameter's value is a literal in single quotes; its name ends in the header's name. */
const headersOf = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name.replace(/^(method|gatewayresponse)\.?(response)?\.header\./, ''),
      value.replace(/^'(.*)'$/s, '$1'),
    ]),
  );

const authorizerOf = (resource: ResolvedResource): AuthorizerModel => {
  const properties = Authorizer.parse(resource.properties);
  return {
    id: resource.physical.ref,
    functionName: invokedFunction(properties.AuthorizerUri),
    type: properties.Type,
    identityHeaders: properties.IdentitySource.split(',').map((source) =>
      source.trim().replace('method.request.header.', '').toLowerCase(),
    ),
    ttlSeconds: properties.AuthorizerResultTtlInSeconds,
  };
};

const gatewayResponseOf = (resource: ResolvedResource): [string, GatewayResponseModel] => {
  const properties = GatewayResponse.parse(resource.properties);
  const [contentType = 'application/json', template] =
    Object.entries(properties.ResponseTemplates)[0] ?? [];
  return [
    properties.ResponseType,
    {
      headers: headersOf(properties.ResponseParameters),
      contentType,
      ...(properties.StatusCode === undefined ? {} : { status: properties.StatusCode }),
      ...(template === undefined ? {} : { template }),
    },
  ];
};

const routeOf = (
  resource: ResolvedResource,
  pathOf: (id: string) => string,
  authorizers: readonly AuthorizerModel[],
): RouteModel => {
  const properties = Method.parse(resource.properties);
  const { Type: type, Uri: uri, IntegrationResponses: answers } = properties.Integration;
  const path = pathOf(properties.ResourceId);
  const name = `${properties.HttpMethod} ${path}`;
  const common = { path, method: properties.HttpMethod };
  if (type === 'MOCK') {
    const answer = answers[0];
    const fixed = {
      status: answer?.StatusCode ?? 200,
      headers: headersOf(answer?.ResponseParameters ?? {}),
    };
    return { ...common, fixed };
  }
  if (type !== 'AWS_PROXY' || uri === undefined)
    throw new Error(`${name}: no integration of type ${type} runs locally`);
  const route = { ...common, functionName: invokedFunction(uri) };
  if (properties.AuthorizationType === 'NONE') return route;
  const authorizer = authorizers.find((one) => one.id === properties.AuthorizerId);
  if (authorizer === undefined)
    throw new Error(`${name}: its authorizer is no Lambda authorizer of the templates`);
  return { ...route, authorizer };
};

type OfType = (type: string) => readonly ResolvedResource[];

const pathsOf = (ofType: OfType, rootId: string): ((id: string) => string) => {
  const resources = new Map(
    ofType('AWS::ApiGateway::Resource').map((one) => [
      one.physical.ref,
      Resource.parse(one.properties),
    ]),
  );
  const pathOf = (id: string): string => {
    if (id === rootId) return '';
    const resource = resources.get(id);
    if (resource === undefined) throw new Error(`The REST API has no resource ${id}`);
    return `${pathOf(resource.ParentId)}/${resource.PathPart}`;
  };
  return (id) => pathOf(id) || '/';
};

/** The REST API of the templates, where there is one; more than one would need more than one port. */
export const apiOf = (ofType: OfType): ApiModel | undefined => {
  const [api, ...others] = ofType('AWS::ApiGateway::RestApi');
  if (api === undefined) return undefined;
  if (others.length > 0)
    throw new Error('The embedded runtime serves one REST API; the templates have more');
  const authorizers = ofType('AWS::ApiGateway::Authorizer').map(authorizerOf);
  const pathOf = pathsOf(ofType, api.physical.attributes['RootResourceId'] ?? '');
  const stage = ofType('AWS::ApiGateway::Stage')
    .map((one) => Stage.parse(one.properties))
    .at(0);
  const overall = stage?.MethodSettings.find(
    (one) => one.HttpMethod === '*' && one.ResourcePath === '/*',
  );
  const throttle = throttleOf(overall?.ThrottlingRateLimit, overall?.ThrottlingBurstLimit);
  const plan = ofType('AWS::ApiGateway::UsagePlan').map((one) => UsagePlan.parse(one.properties))[0]
    ?.Throttle;
  const clientThrottle = throttleOf(plan?.RateLimit, plan?.BurstLimit);
  return {
    id: api.physical.ref,
    stage: stage?.StageName ?? 'local',
    binaryMediaTypes: RestApi.parse(api.properties).BinaryMediaTypes,
    routes: ofType('AWS::ApiGateway::Method').map((one) => routeOf(one, pathOf, authorizers)),
    responses: Object.fromEntries(
      ofType('AWS::ApiGateway::GatewayResponse').map(gatewayResponseOf),
    ),
    ...(throttle === undefined ? {} : { throttle }),
    ...(clientThrottle === undefined ? {} : { clientThrottle }),
  };
};
