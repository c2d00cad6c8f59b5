/** What the templates say there is, in the runtime's terms: every name and ARN resolved. */
export interface Model {
  readonly tables: readonly TableModel[];
  readonly buckets: readonly BucketModel[];
  readonly functions: readonly FunctionModel[];
  readonly streams: readonly StreamMapping[];
  readonly pollers: readonly QueueMapping[];
  readonly api?: ApiModel;
  readonly buses: readonly string[];
  readonly rules: readonly RuleModel[];
  readonly archives: readonly ArchiveModel[];
  readonly queues: readonly QueueModel[];
  readonly machines: readonly MachineModel[];
  readonly roles: readonly RoleModel[];
  readonly permissions: readonly PermissionModel[];
}

/** `eventBridge` says whether S3 tells the default bus what is written. */
export interface BucketModel {
  readonly name: string;
  readonly arn: string;
  readonly eventBridge: boolean;
}

/** `definition` is the input of CreateTable, with the time to live beside it as in a template. */
export interface TableModel {
  readonly name: string;
  readonly arn: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface FunctionModel {
  readonly name: string;
  readonly arn: string;
  /** The folder of the bundle. */
  readonly directory: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly roleArn: string;
  /** Where an asynchronous event goes that failed for the last time: the on-failure destination. */
  readonly onFailureArn?: string;
  /** Where it goes in its bare form: the dead letter queue. */
  readonly deadLetterArn?: string;
  readonly retries: number;
  /** Unset: as many at once as the runtime has workers for. */
  readonly reservedConcurrency?: number;
}

export interface StreamMapping {
  readonly id: string;
  readonly tableName: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly bisect: boolean;
  readonly partial: boolean;
  /** Unset: until the record expires. */
  readonly retries?: number;
  readonly onFailureArn?: string;
  /** Event patterns as text; a record passes when one fits. */
  readonly filters: readonly string[];
}

export interface QueueMapping {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly partial: boolean;
}

export interface RuleModel {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly pattern?: unknown;
  readonly schedule?: string;
  readonly enabled: boolean;
  readonly targets: readonly Readonly<Record<string, unknown>>[];
}

/** What a bus keeps of its events. `retentionDays` 0 keeps them for ever. */
export interface ArchiveModel {
  readonly name: string;
  readonly arn: string;
  readonly busArn: string;
  readonly pattern?: unknown;
  readonly retentionDays: number;
}

export interface QueueModel {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly redrive?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}

export interface MachineModel {
  readonly name: string;
  readonly arn: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
}

export interface Statement {
  readonly allow: boolean;
  readonly actions: readonly string[];
  readonly exceptActions: readonly string[];
  readonly resources: readonly string[];
  readonly exceptResources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface RoleModel {
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
}

/** Lambda's resource policy: which AWS service may invoke the function, on whose behalf. */
export interface PermissionModel {
  readonly functionName: string;
  readonly principal: string;
  readonly sourceArn?: string;
}

export interface RouteModel {
  readonly path: string;
  readonly method: string;
  readonly functionName?: string;
  /** Headers and status of a MOCK integration, e.g. the answer to a CORS preflight. */
  readonly fixed?: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  readonly authorizer?: AuthorizerModel;
}

export interface AuthorizerModel {
  readonly id: string;
  readonly functionName: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly identityHeaders: readonly string[];
  readonly ttlSeconds: number;
}

export interface GatewayResponseModel {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly template?: string;
  readonly contentType: string;
}

export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface ApiModel {
  readonly id: string;
  readonly stage: string;
  readonly routes: readonly RouteModel[];
  readonly responses: Readonly<Record<string, GatewayResponseModel>>;
  /** Bodies of these media types travel as base64. */
  readonly binaryMediaTypes: readonly string[];
  /** Of the whole stage. */
  readonly throttle?: Throttle;
  /** Of one client, from the usage plan. */
  readonly clientThrottle?: Throttle;
}
