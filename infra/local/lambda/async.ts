import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { FunctionModel } from '../assembly/model.ts';
import type { Clock } from '../clock.ts';
import type { Functions } from './functions.ts';
import type { FunctionError } from './messages.ts';

/** Invocations that nobody waits for: kept until the function has answered, retried, then sent to where failures go. */
export interface AsyncInvocations {
  submit(functionName: string, payload: string): void;
  /** Takes up what a stop or a crash has left. */
  resume(): void;
  pending(): number;
  /** What runs now is left as it is, for the next start. */
  close(): void;
}

export interface AsyncOptions {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly functions: Functions;
  /** Puts a message on the queue with that ARN. */
  readonly send: (queueArn: string, body: string, attributes: Record<string, string>) => void;
  /** An event that failed for the last time and has nowhere to go. */
  readonly lost: (functionName: string, error: FunctionError) => void;
}

const Row = z.object({
  id: z.number(),
  function: z.string(),
  payload: z.string(),
  attempt: z.number(),
});
type Row = z.infer<typeof Row>;

/** Lambda waits one minute, then two; a newcomer should not: a sixtieth of that. */
const retryDelayMs = (attempt: number): number => attempt * 1000;

const failureBody = (model: FunctionModel, row: Row, error: FunctionError, at: number): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: new Date(at).toISOString(),
    requestContext: {
      requestId: String(row.id),
      functionArn: `${model.arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: row.attempt + 1,
    },
    requestPayload: JSON.parse(row.payload),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: error,
  });

const thrownError = (thrown: unknown): FunctionError =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message }
    : { errorType: 'Error', errorMessage: String(thrown) };

export const openAsync = (options: AsyncOptions): AsyncInvocations => {
  const { database, clock, functions } = options;
  database.exec(
    'CREATE TABLE IF NOT EXISTS async (id INTEGER PRIMARY KEY AUTOINCREMENT, function TEXT NOT NULL, payload TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0) STRICT',
  );
  const insert = database.prepare(
    'INSERT INTO async (function, payload) VALUES (?, ?) RETURNING *',
  );
  const remove = database.prepare('DELETE FROM async WHERE id = ?');
  const again = database.prepare('UPDATE async SET attempt = ? WHERE id = ?');
  const all = database.prepare('SELECT * FROM async ORDER BY id');
  let pending = 0;
  let closed = false;

  const giveUp = (row: Row, error: FunctionError): void => {
    const model = functions.model(row.function);
    const attributes = {
      ErrorCode: '200',
      ErrorMessage: error.errorMessage.slice(0, 1000),
      RequestID: String(row.id),
    };
    if (model.onFailureArn !== undefined) {
      options.send(model.onFailureArn, failureBody(model, row, error, clock.now()), {});
    }
    if (model.deadLetterArn !== undefined)
      options.send(model.deadLetterArn, row.payload, attributes);
    if (model.onFailureArn === undefined && model.deadLetterArn === undefined)
      options.lost(row.function, error);
  };

  const attempt = async (row: Row): Promise<FunctionError | undefined> => {
    try {
      const outcome = await functions.invoke(row.function, row.payload);
      return 'error' in outcome ? outcome.error : undefined;
    } catch (thrown) {
      return thrownError(thrown);
    }
  };

  const settle = (row: Row): void => {
    remove.run(row.id);
    pending -= 1;
  };

  const run = async (row: Row): Promise<void> => {
    const error = await attempt(row);
    if (closed) return;
    if (error === undefined) settle(row);
    else if (row.attempt >= functions.model(row.function).retries) {
      giveUp(row, error);
      settle(row);
    } else {
      const next = { ...row, attempt: row.attempt + 1 };
      again.run(next.attempt, row.id);
      clock.at(clock.now() + retryDelayMs(next.attempt), () => void run(next));
    }
  };

  return {
    pending: () => pending,
    close: () => {
      closed = true;
    },
    submit: (functionName, payload) => {
      functions.model(functionName);
      pending += 1;
      void run(Row.parse(insert.get(functionName, payload)));
    },
    resume: () => {
      for (const row of z.array(Row).parse(all.all())) {
        pending += 1;
        void run(row);
      }
    },
  };
};
