import { FileCreate } from '../../../schemas/files/file.ts';
import { grantOf } from '../../kernel/access/caller.ts';
import { exchangeArea, exchangeHref } from '../../kernel/files/exchange.ts';
import type { FileHead } from '../../kernel/files/store.ts';
import {
  downloadLink,
  fileHead,
  listFiles,
  removeFile,
  uploadLink,
} from '../../kernel/files/store.ts';
import type { Request, Response } from '../../kernel/http/request.ts';
import { newId } from '../../kernel/ids.ts';
import { badRequest, forbidden, notFound } from '../../kernel/problem.ts';
import { parseQuery } from '../../kernel/tmf/query.ts';
import type { Route } from '../../kernel/tmf/route.ts';
import { validated } from '../../kernel/tmf/validate.ts';
import { exchangeAccess, file } from './file.ts';

const placeOf = ({ caller }: Request, id: string) => ({
  tenant: caller.tenant,
  area: exchangeArea,
  name: id,
});

/** `file-<ULID>.<name>`: unlike any other, and still telling what it is. */
const nameOf = (id: string): string => id.slice(id.indexOf('.') + 1);

const described = (id: string, { origin }: Request, contentType: string) => ({
  id,
  href: `${origin}${exchangeHref(id)}`,
  '@type': file.type,
  name: nameOf(id),
  contentType,
});

const asStored = (id: string, request: Request, head: FileHead) => ({
  ...described(id, request, head.contentType),
  bytes: head.bytes,
  lastUpdate: head.modified,
  downloadUrl: downloadLink(placeOf(request, id), nameOf(id)),
});

/** What a link promises to take goes into its signature: one media type, no parameters. */
const mediaType = /^[\w.+-]+\/[\w.+-]+$/;
const mostNameLetters = 200;

const create = async (request: Request): Promise<Response> => {
  const { name, contentType } = FileCreate.parse(validated(FileCreate, request.body));
  if (name === '' || name.length > mostNameLetters)
    throw badRequest(`name: 1 to ${mostNameLetters} letters are wanted`);
  if (!mediaType.test(contentType))
    throw badRequest(`contentType: ${contentType} is no media type like application/json`);
  const id = `${newId(file.idPrefix)}.${name}`;
  const body = {
    ...described(id, request, contentType),
    uploadUrl: uploadLink(placeOf(request, id), contentType),
  };
  return { status: 201, body, headers: { Location: body.href } };
};

const list = async (request: Request): Promise<Response> => {
  const { offset, limit } = parseQuery(request.query, []);
  const { files, more } = await listFiles(placeOf(request, ''));
  const page = files.slice(offset, offset + limit);
  const heads = await Promise.all(page.map(({ place }) => fileHead(place)));
  const body = page.flatMap(({ place }, index) => {
    const head = heads[index];
    return head === undefined ? [] : [asStored(place.name, request, head)];
  });
  return {
    status: 200,
    body,
    headers: {
      'X-Result-Count': String(body.length),
      ...(!more && { 'X-Total-Count': String(files.length) }),
    },
  };
};

const get = async (request: Request, [id = '']: readonly string[]): Promise<Response> => {
  const head = await fileHead(placeOf(request, id));
  if (head === undefined) throw notFound(file.name, id);
  return { status: 200, body: asStored(id, request, head) };
};

const remove = async (request: Request, [id = '']: readonly string[]): Promise<Response> => {
  if ((await fileHead(placeOf(request, id))) === undefined) throw notFound(file.name, id);
  await removeFile(placeOf(request, id));
  return { status: 204 };
};

const guarded =
  (serve: Route['serve']): Route['serve'] =>
  (request, parts) => {
    if (grantOf(request.caller, exchangeAccess) !== 'all')
      throw forbidden('Your role may not exchange files; operations and admin may');
    return serve(request, parts);
  };

/** Files that people bring and fetch: links for the content, which goes straight to the store and from it. */
export const routes: readonly Route[] = [
  { method: 'POST', path: 'file', serve: guarded(create) },
  { method: 'GET', path: 'file', serve: guarded(list) },
  { method: 'GET', path: 'file/*', serve: guarded(get) },
  { method: 'DELETE', path: 'file/*', serve: guarded(remove) },
];
