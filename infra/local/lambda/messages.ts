/** What a worker is started with. */
export interface WorkerSetup {
  readonly directory: string;
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
  readonly logFile: string;
  /** One float64: milliseconds between the runtime's clock and the machine's. */
  readonly clockOffset: SharedArrayBuffer;
  /** Where the runtime's AWS services are, when the thread's port leads there. @default - over the network alone */
  readonly wiredTo: string | undefined;
}

/** One invocation; `payload` is JSON text, as it would be on the wire. */
export interface InvokeMessage {
  readonly requestId: string;
  readonly payload: string;
  readonly timeoutMs: number;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** A request of an AWS client inside a function, with those headers that the services read, in lower case. */
export interface AwsRequest {
  readonly kind: 'aws';
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsAnswer {
  readonly kind: 'aws';
  readonly id: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the main thread sends. */
export type MainMessage = ({ readonly kind: 'invoke' } & InvokeMessage) | AwsAnswer;

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | AwsRequest
  | {
      readonly kind: 'answer';
      readonly requestId: string;
      readonly payload: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'error';
      readonly requestId: string;
      readonly error: FunctionError;
      readonly durationMs: number;
    };
