/** An expected failure, answered to the caller as a TM Forum error body. `code` is stable for programs, `reason` is for people. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** Every fault found, where there are several. */
  readonly details: readonly string[];

  constructor(status: number, code: string, reason: string, details: readonly string[] = []) {
    super(reason);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** A failure that may pass: a state machine retries it, an event is delivered again. */
export class Transient extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Transient';
  }
}

/** Another execution already treats the order: an event came twice, and this execution ends at once. */
export class AlreadyStarted extends Error {
  constructor(id: string) {
    super(`${id} is treated by another execution`);
    this.name = 'AlreadyStarted';
  }
}

/** The order was cancelled before it was started: the execution that would start it ends at once. */
export class CancelledBefore extends Error {
  constructor(id: string) {
    super(`${id} was cancelled before it was started`);
    this.name = 'CancelledBefore';
  }
}

/** What was thrown, in words. */
export const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

export const badRequest = (reason: string, details: readonly string[] = []): Problem =>
  new Problem(400, 'invalidBody', reason, details);
export const badQuery = (reason: string): Problem => new Problem(400, 'invalidQuery', reason);
export const notFound = (type: string, id: string): Problem =>
  new Problem(404, 'notFound', `No ${type} ${id} is known`);
export const forbidden = (reason: string): Problem => new Problem(403, 'forbidden', reason);
export const conflict = (reason: string): Problem => new Problem(409, 'conflict', reason);

/** The body of a TM Forum error (TMF630): `status` is the HTTP code as a string. */
export const problemBody = (problem: Problem): Record<string, unknown> => ({
  '@type': 'Error',
  code: problem.code,
  reason: problem.message,
  status: String(problem.status),
  ...(problem.details.length > 0 && { message: problem.details.join('; ') }),
});
