/** Who calls a service of the embedded runtime, and the check of its role's policies. */
export interface Caller {
  /** The role's ARN, or `root` for local tools. */
  readonly principal: string;
  /** Throws AccessDeniedException when the role does not allow it. @default - everything is allowed */
  readonly authorize?: (
    action: string,
    resource: string,
    context?: Readonly<Record<string, string | readonly string[]>>,
  ) => void;
}

/** An error in the AWS JSON protocol's shape; `extra` joins the body, e.g. CancellationReasons. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

/** An answer that is JSON text already: what is stored as text is sent without being read. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object of members that are JSON texts; one without a text is left out. */
export const jsonText = (members: Readonly<Record<string, string | undefined>>): JsonText => {
  const written = Object.entries(members)
    .filter(([, text]) => text !== undefined)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  return new JsonText(`{${written.join(',')}}`);
};

/** One AWS service behind the runtime's port, spoken to in the AWS JSON protocol (`X-Amz-Target: <prefix>.<operation>`). */
export interface AwsService {
  readonly targetPrefix: string;
  /** Answers what JSON can hold, or a `JsonText`. */
  handle(operation: string, input: unknown, caller: Caller): Promise<unknown>;
}
