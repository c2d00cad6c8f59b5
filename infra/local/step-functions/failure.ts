/** What a state fails with: the error's name for Retry and Catch, and the cause for people. */
export class StateFailure extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.name = 'StateFailure';
    this.error = error;
    this.cause = cause;
  }
}

/** A definition or a path that does not fit its data; neither Retry nor Catch takes it by States.ALL. */
export const runtimeFailure = (cause: string): StateFailure =>
  new StateFailure('States.Runtime', cause);

const unmatchedByAll = ['States.Runtime', 'States.DataLimitExceeded'];

export const matchesError = (names: readonly string[], error: string): boolean =>
  names.includes(error) ||
  (names.includes('States.ALL') && !unmatchedByAll.includes(error)) ||
  (names.includes('States.TaskFailed') &&
    error !== 'States.Timeout' &&
    !unmatchedByAll.includes(error));

/** 256 KiB of UTF-8, the most that passes between states. */
export const payloadLimitBytes = 262_144;

export const checkSize = (value: unknown, what: string): void => {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes > payloadLimitBytes)
    throw new StateFailure(
      'States.DataLimitExceeded',
      `${what} has ${bytes} bytes, the limit is ${payloadLimitBytes}`,
    );
};
