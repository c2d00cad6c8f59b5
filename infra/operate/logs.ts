import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { awsSettings } from '../cloud/aws.ts';
import type { Place } from '../cloud/endpoint.ts';
import { nameOf } from '../names.ts';

/** A structured line of a function's log. */
export const Line = z.looseObject({
  level: z.string(),
  message: z.string(),
  timestamp: z.string(),
  service: z.string().optional(),
});
export type Line = z.infer<typeof Line>;

/** The logs of the stage's functions, wherever they are kept. */
export interface Logs {
  /** Structured lines of a function that hold the text, oldest first. */
  search(functionName: string, text: string): Promise<readonly Line[]>;
  /** The names of all functions that have a log. */
  functions(): Promise<readonly string[]>;
}

/** What is not a structured line (a platform's own report) is passed over. */
const lineOf = (text: string): readonly Line[] => {
  try {
    const line = Line.safeParse(JSON.parse(text));
    return line.success ? [line.data] : [];
  } catch {
    return [];
  }
};

/** The embedded runtime keeps a file a function. */
export const logFiles = (directory: string): Logs => ({
  search: async (functionName, text) => {
    const file = join(directory, `${functionName}.log`);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes(text))
      .flatMap(lineOf);
  },
  functions: async () =>
    existsSync(directory)
      ? readdirSync(directory).flatMap((file) =>
          file.endsWith('.log') ? [file.slice(0, -'.log'.length)] : [],
        )
      : [],
});

const groupPrefix = '/aws/lambda/';

/** CloudWatch, from a time on: a search reads what was logged since, and that is paid for. */
export const cloudWatchLogs = (place: Place, sinceMs: number): Logs => {
  const client = new CloudWatchLogsClient(awsSettings(place));
  return {
    search: async (functionName, text) => {
      const found: Line[] = [];
      const pages = paginateFilterLogEvents(
        { client },
        {
          logGroupName: `${groupPrefix}${functionName}`,
          filterPattern: JSON.stringify(text),
          startTime: sinceMs,
        },
      );
      for await (const { events } of pages)
        found.push(...(events ?? []).flatMap(({ message }) => lineOf(message ?? '')));
      return found;
    },
    functions: async () => {
      const names: string[] = [];
      const logGroupNamePrefix = `${groupPrefix}${nameOf(place.stage.name)}-`;
      for await (const { logGroups } of paginateDescribeLogGroups(
        { client },
        { logGroupNamePrefix },
      ))
        for (const { logGroupName = '' } of logGroups ?? [])
          names.push(logGroupName.slice(groupPrefix.length));
      return names;
    },
  };
};
