import { expect, it } from '@jest/globals';
import { readModel } from '../../../infra/local/assembly/read-model.ts';
import { lambda, role, writeAssembly } from './fixture.ts';

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'strowger-local',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  },
};

const data = {
  Resources: { Table: table },
  Outputs: {
    TableArn: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] }, Export: { Name: 'data:TableArn' } },
    Stream: { Value: { 'Fn::GetAtt': ['Table', 'StreamArn'] }, Export: { Name: 'data:Stream' } },
  },
};

const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/strowger-local';

it('reads a table as the input of CreateTable with its time to live', () => {
  const [found] = readModel(writeAssembly({ data })).tables;
  expect(found).toMatchObject({
    name: 'strowger-local',
    arn: tableArn,
    definition: {
      TableName: 'strowger-local',
      StreamSpecification: { StreamEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  });
});

it('follows an import into the stack that exports it', () => {
  const app = {
    Resources: {
      Role: role([
        {
          Effect: 'Allow',
          Action: 'dynamodb:GetItem',
          Resource: { 'Fn::ImportValue': 'data:TableArn' },
        },
      ]),
      Fn: lambda('relay', 'Role', {
        Environment: {
          Variables: {
            ISSUER: 'https://x',
            N: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] },
          },
        },
      }),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::ImportValue': 'data:Stream' },
          FunctionName: { Ref: 'Fn' },
          BatchSize: 25,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
    },
  };
  const model = readModel(writeAssembly({ app, data }, { relay: '' }));
  expect(model.roles[0]?.statements[0]?.resources).toEqual([tableArn]);
  expect(model.functions[0]?.environment).toEqual({ ISSUER: 'https://x', N: 'a-us-east-1' });
  expect(model.streams[0]).toMatchObject({
    tableName: 'strowger-local',
    functionName: 'relay',
    batchSize: 25,
    partial: true,
  });
});

it('stops at a resource type that it does not know, and names it', () => {
  const app = { Resources: { Cluster: { Type: 'AWS::ECS::Cluster' } } };
  expect(() => readModel(writeAssembly({ app }))).toThrow('AWS::ECS::Cluster');
});

it('passes over what only watches, and what a condition leaves out', () => {
  const app = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      Alarm: { Type: 'AWS::CloudWatch::Alarm' },
      Queue: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
      Other: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: { 'Fn::Sub': 'q-${AWS::Region}' } },
      },
    },
  };
  expect(readModel(writeAssembly({ app })).queues.map((one) => one.name)).toEqual(['q-us-east-1']);
});

it('puts the functions into a state machine and refuses a placeholder that is left', () => {
  const machine = (substitutions: Record<string, unknown>) => ({
    Resources: {
      Role: role(),
      Fn: lambda('tasks', 'Role'),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'm',
          DefinitionString: '{"f":"${tasks:party}"}',
          DefinitionSubstitutions: substitutions,
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
    },
  });
  const app = machine({ 'tasks:party': { 'Fn::GetAtt': ['Fn', 'Arn'] } });
  expect(readModel(writeAssembly({ app }, { tasks: '' })).machines[0]?.definition).toBe(
    '{"f":"arn:aws:lambda:us-east-1:000000000000:function:tasks"}',
  );
  expect(() => readModel(writeAssembly({ app: machine({}) }, { tasks: '' }))).toThrow(
    '${tasks:party}',
  );
});

it('reads the routes of the REST API with their authorizer', () => {
  const uri = (id: string) => ({
    'Fn::Join': [
      '',
      [
        'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
        { 'Fn::GetAtt': [id, 'Arn'] },
        '/invocations',
      ],
    ],
  });
  const app = {
    Resources: {
      Role: role(),
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api' } },
      Fn: lambda('orders', 'Role'),
      Auth: lambda('authorizer', 'Role'),
      Top: {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'tmf-api' },
      },
      Rest: {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { ParentId: { Ref: 'Top' }, PathPart: '{proxy+}' },
      },
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: { Type: 'REQUEST', AuthorizerUri: uri('Auth') },
      },
      Any: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          HttpMethod: 'ANY',
          ResourceId: { Ref: 'Rest' },
          AuthorizationType: 'CUSTOM',
          AuthorizerId: { Ref: 'Authorizer' },
          Integration: { Type: 'AWS_PROXY', Uri: uri('Fn') },
        },
      },
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'local' } },
    },
  };
  const { api } = readModel(writeAssembly({ app }, { orders: '', authorizer: '' }));
  expect(api?.stage).toBe('local');
  expect(api?.routes).toMatchObject([
    {
      path: '/tmf-api/{proxy+}',
      method: 'ANY',
      functionName: 'orders',
      authorizer: { functionName: 'authorizer', ttlSeconds: 300 },
    },
  ]);
});
