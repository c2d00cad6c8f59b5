/** What differs between stages, in one place. */
export interface StageSettings {
  readonly name: 'local' | 'emulated' | 'dev' | 'test' | 'prod';
  /** Days that logs are kept. */
  readonly logDays: 7 | 30 | 90;
  /** Data outlives its stack, and cannot be deleted by accident. */
  readonly keepsData: boolean;
  /** Requests a second of the whole API, and its burst. */
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly memoryMb: number;
  /** The OIDC issuer whose tokens are taken. @default - a Cognito user pool of our own */
  readonly issuer?: string;
  /** Whom its tokens must be meant for (`aud`). @default - anyone: a pool of our own serves nothing else */
  readonly audience?: string;
  /**
   * A web application firewall before the API, 8 dollars a month and 0.60 a million requests, which holds back a client
   * that asks more often. @default - none; the API's own limit holds for all together
   */
  readonly firewall?: { readonly requestsPerMinuteOfClient: number };
  /** Who is told of alarms; the address confirms the subscription once. @default - the topic alone */
  readonly alarmEmail?: string;
  /** An endpoint on the loopback address has no TLS, so nothing may insist on it there. @default false */
  readonly plainHttp?: boolean;
  /**
   * What the endpoint cannot make: a type of resources, or those of a type that have a property (`Type.Property`).
   * infra/DECISIONS.md says why. @default - none
   */
  readonly leavesOut?: readonly string[];
}

const small = {
  logDays: 7,
  keepsData: false,
  ratePerSecond: 100,
  burst: 200,
  memoryMb: 512,
} as const;

export const stages: Readonly<Record<StageSettings['name'], StageSettings>> = {
  local: {
    ...small,
    name: 'local',
    ratePerSecond: 10_000,
    burst: 5_000,
    issuer: 'http://127.0.0.1:8080',
    audience: 'strowger',
  },
  emulated: {
    ...small,
    name: 'emulated',
    plainHttp: true,
    leavesOut: [
      'AWS::Events::Archive',
      'AWS::CloudWatch::CompositeAlarm',
      'AWS::CloudWatch::Alarm.Metrics',
    ],
  },
  dev: { ...small, name: 'dev' },
  test: { ...small, name: 'test', logDays: 30 },
  prod: {
    name: 'prod',
    logDays: 90,
    keepsData: true,
    ratePerSecond: 2_000,
    burst: 4_000,
    memoryMb: 512,
    firewall: { requestsPerMinuteOfClient: 6_000 },
  },
};

/** The settings of a stage, by name; an unknown one is refused with what there is. */
export const stageNamed = (name: unknown): StageSettings => {
  const found = Object.values(stages).find((stage) => stage.name === name);
  if (found === undefined)
    throw new Error(
      `stage ${String(name)} is unknown; there are ${Object.keys(stages).join(', ')}`,
    );
  return found;
};
