import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { nameOf } from '../names.ts';
import { awsSettings } from './aws.ts';
import type { Place } from './endpoint.ts';
import { Refused } from './refused.ts';

/** What is deployed at a place, as the public AWS APIs tell it. */
export interface Deployment {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly userPoolId: string;
}

const Configuration = z.object({ token_endpoint: z.url() });

const outputsOf = async (place: Place): Promise<Readonly<Record<string, string>>> => {
  const client = new CloudFormationClient(awsSettings(place));
  const StackName = nameOf(place.stage.name, 'api');
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName })).catch(() => {
    throw new Refused(`There is no stack ${StackName}: run npm run cloud -- deploy first`);
  });
  return Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
};

const named = (outputs: Readonly<Record<string, string>>, name: string): string => {
  const value = outputs[name];
  if (value === undefined)
    throw new Refused(`The api stack has no output ${name}: deploy it again`);
  return value;
};

/** An API's own host name leads to AWS; an emulated cloud serves it below its own address too. */
const baseUrlOf = ({ endpoint, region, stage }: Place, apiId: string): string =>
  endpoint === undefined
    ? `https://${apiId}.execute-api.${region}.amazonaws.com/${stage.name}`
    : `${endpoint}/restapis/${apiId}/${stage.name}/_user_request_`;

/** Where the API and its tokens are. */
export const deploymentAt = async (place: Place): Promise<Deployment> => {
  const outputs = await outputsOf(place);
  const userPoolId = named(outputs, 'UserPoolId');
  const issuer = `${place.endpoint ?? `https://cognito-idp.${place.region}.amazonaws.com`}/${userPoolId}`;
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { token_endpoint: tokenUrl } = Configuration.parse(await answer.json());
  return { baseUrl: baseUrlOf(place, named(outputs, 'ApiId')), tokenUrl, userPoolId };
};
