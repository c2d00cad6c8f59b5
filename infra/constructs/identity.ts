import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import {
  ClientAttributes,
  Mfa,
  StringAttribute,
  UserPool,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { nameOf } from '../names.ts';
import type { StageSettings } from '../stages.ts';

/** Roles of people: one group each. */
const roles = ['admin', 'operations', 'agent', 'customer'];

/**
 * A user pool of our own, for programs and people. A tenant is a resource server with a scope for each role, made when
 * it is needed (`npm run cloud -- tenant`) and not by a deployment; a program's token says both by its scope,
 * `demo/agent`, so that no function of ours stands between a client and its token. A person's ID token says the tenant
 * and the party by attributes that only an administrator may set, and the role by group.
 */
export class Identity extends Construct {
  readonly issuer: string;
  readonly userPoolId: string;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    const pool = new UserPool(this, 'Users', {
      userPoolName: nameOf(stage.name),
      selfSignUpEnabled: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      customAttributes: {
        tenant: new StringAttribute({ mutable: false, maxLen: 40 }),
        party_id: new StringAttribute({ mutable: true, maxLen: 80 }),
      },
      deletionProtection: stage.keepsData,
      removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // A prefix is unique in a region over all accounts.
    pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${nameOf(stage.name)}-${Aws.ACCOUNT_ID}` },
    });
    for (const role of roles)
      new UserPoolGroup(this, `Group-${role}`, { userPool: pool, groupName: role });
    pool.addClient('People', {
      userPoolClientName: nameOf(stage.name, 'people'),
      authFlows: { userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true })
        .withCustomAttributes('tenant', 'party_id'),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
    this.userPoolId = pool.userPoolId;
    this.issuer = `https://cognito-idp.${Aws.REGION}.amazonaws.com/${pool.userPoolId}`;
  }
}
