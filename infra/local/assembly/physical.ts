/** The account and region that the embedded runtime plays. */
export const account = '000000000000';
export const region = 'us-east-1';

export const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

/** What `Ref` and `Fn::GetAtt` answer for a resource that has this physical name. */
export interface Physical {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The property that names a resource, where its type has one. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Events::Archive': 'ArchiveName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::SSM::Parameter': 'Name',
};

export const namePropertyOf = (type: string): string | undefined => nameProperties[type];

const named = (ref: string, resourceArn: string, more: Record<string, string> = {}): Physical => ({
  ref,
  attributes: { Arn: resourceArn, ...more },
});

const table = (name: string): Physical => {
  const tableArn = arn('dynamodb', `table/${name}`);
  return named(name, tableArn, { StreamArn: `${tableArn}/stream/local` });
};

const byType: Readonly<Record<string, (name: string) => Physical>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::Lambda::Function': (name) => named(name, arn('lambda', `function:${name}`)),
  'AWS::Lambda::Version': (name) => named(name, name, { Version: '1' }),
  'AWS::IAM::Role': (name) => named(name, `arn:aws:iam::${account}:role/${name}`, { RoleId: name }),
  'AWS::IAM::ManagedPolicy': (name) => {
    const policyArn = `arn:aws:iam::${account}:policy/${name}`;
    return named(policyArn, policyArn, { PolicyArn: policyArn });
  },
  'AWS::SQS::Queue': (name) => {
    const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    return named(url, arn('sqs', name), { QueueName: name, QueueUrl: url });
  },
  'AWS::Events::Archive': (name) => named(name, arn('events', `archive/${name}`)),
  'AWS::Events::EventBus': (name) =>
    named(name, arn('events', `event-bus/${name}`), { Name: name }),
  'AWS::Events::Rule': (name) => named(name, arn('events', `rule/${name}`)),
  'AWS::StepFunctions::StateMachine': (name) => {
    const machineArn = arn('states', `stateMachine:${name}`);
    return named(machineArn, machineArn, { Name: name });
  },
  'AWS::SNS::Topic': (name) => {
    const topicArn = arn('sns', name);
    return named(topicArn, topicArn, { TopicArn: topicArn, TopicName: name });
  },
  'AWS::S3::Bucket': (name) => named(name.toLowerCase(), `arn:aws:s3:::${name.toLowerCase()}`),
  'AWS::KMS::Key': (name) => named(name, arn('kms', `key/${name}`), { KeyId: name }),
  'AWS::Logs::LogGroup': (name) => named(name, arn('logs', `log-group:${name}:*`)),
  'AWS::ApiGateway::RestApi': (name) =>
    named(name, arn('apigateway', `/restapis/${name}`), {
      RootResourceId: `${name}/`,
      RestApiId: name,
    }),
};

/** Names and ARNs in the form AWS gives them; a type without an entry answers with its logical id. */
export const physical = (type: string, name: string): Physical => {
  const known = byType[type];
  if (known !== undefined) return known(name);
  const service = type.split('::')[1]?.toLowerCase() ?? 'local';
  return named(name, arn(service, name));
};
