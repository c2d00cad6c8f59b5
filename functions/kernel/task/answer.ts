import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';

const client = new SFNClient({});

/** A token that is no longer waited for was answered before, or its wait timed out: both need nothing more. */
const unlessGone = async (send: Promise<unknown>): Promise<void> => {
  try {
    await send;
  } catch (error) {
    if (
      error instanceof TaskTimedOut ||
      error instanceof TaskDoesNotExist ||
      error instanceof InvalidToken
    )
      return;
    throw error;
  }
};

/** Lets a waiting step go on with the output. */
export const succeed = (token: string, output: object): Promise<void> =>
  unlessGone(
    client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) })),
  );

/** Fails a waiting step: `error` is what the machine's Catch names. */
export const fail = (token: string, error: string, cause: string): Promise<void> =>
  unlessGone(
    client.send(
      new SendTaskFailureCommand({ taskToken: token, error, cause: cause.slice(0, 30_000) }),
    ),
  );
