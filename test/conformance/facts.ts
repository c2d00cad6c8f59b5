import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A definition: either an enumeration, or attributes as `string`, `string:date-time`, `Note[]`. */
const DefinitionFacts = z.strictObject({
  enum: z.array(z.string()).optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  required: z.array(z.string()).optional(),
});
export type DefinitionFacts = z.infer<typeof DefinitionFacts>;

/** An operation: query parameters, status codes, and the definitions that go in and come out. */
const OperationFacts = z.strictObject({
  query: z.array(z.string()),
  responses: z.array(z.int()),
  body: z.string().optional(),
  returns: z.string().optional(),
  headers: z.array(z.string()).optional(),
});
export type OperationFacts = z.infer<typeof OperationFacts>;

/** An event: its listener, the attributes of the notification, and the resources in its payload. */
const EventFacts = z.strictObject({
  listener: z.string(),
  attributes: z.array(z.string()),
  payload: z.record(z.string(), z.string()),
});
export type EventFacts = z.infer<typeof EventFacts>;

/** What a TM Forum contract says, without its prose. */
const ApiFacts = z.strictObject({
  version: z.string(),
  basePath: z.string(),
  paths: z.record(z.string(), z.record(z.string(), OperationFacts)),
  events: z.record(z.string(), EventFacts),
  definitions: z.record(z.string(), DefinitionFacts),
});
export type ApiFacts = z.infer<typeof ApiFacts>;

/** The facts of one API, such as `TMF622`, as `extract-contracts.ts` wrote them. */
export const factsOf = (api: string): ApiFacts =>
  ApiFacts.parse(
    JSON.parse(readFileSync(join('test/conformance/contracts', `${api}.json`), 'utf8')),
  );
