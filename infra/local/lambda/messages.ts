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

export type WorkerMessage =
  | { readonly kind: 'ready' }
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
