import * as z from 'zod';
import { addressable } from '../tmf/common.ts';

/** A file that people bring or fetch. The links hold for a quarter of an hour; whoever has one may use it. */
export const File = z.strictObject({
  ...addressable,
  name: z.string(),
  contentType: z.string(),
  /** @default - not uploaded yet */
  bytes: z.int().optional(),
  lastUpdate: z.string().optional(),
  /** PUT the content here, with the content type above. */
  uploadUrl: z.string().optional(),
  /** GET the content here. */
  downloadUrl: z.string().optional(),
});
export type File = z.infer<typeof File>;

/** What a client sends to get a place for a file. */
export const FileCreate = File.pick({
  name: true,
  contentType: true,
  '@type': true,
  '@baseType': true,
  '@schemaLocation': true,
});
export type FileCreate = z.infer<typeof FileCreate>;
