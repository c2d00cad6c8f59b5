import type { Grant } from '../access/caller.ts';
import type { Request, Response } from '../http/request.ts';
import { shown } from './answer.ts';
import { findPage } from './find.ts';
import { parseQuery, withFields } from './query.ts';
import type { AnyResource } from './resource.ts';
import { attributesOf } from './validate.ts';

/** GET of a collection: a page, with its counts and links. */
export const list = async (
  declared: AnyResource,
  request: Request,
  grant: Grant,
): Promise<Response> => {
  const query = parseQuery(request.query, queryable(declared));
  const page = await findPage(declared, request.caller, grant, query);
  return {
    status: 200,
    body: page.resources.map((resource) => withFields(shown(resource, request), query.fields)),
    headers: {
      'X-Result-Count': String(page.resources.length),
      ...(page.total !== undefined && { 'X-Total-Count': String(page.total) }),
      ...linkHeader(declared, request, query, page),
    },
  };
};

const queryable = (declared: AnyResource): readonly string[] => [
  ...attributesOf(declared.schema.read),
  ...(declared.lookup === undefined ? [] : [declared.lookup.attribute]),
];

const linkHeader = (
  declared: AnyResource,
  request: Request,
  { offset, limit }: { readonly offset: number; readonly limit: number },
  { total, more }: { readonly total?: number; readonly more: boolean },
): Record<string, string> => {
  if (limit === 0 || (!more && offset === 0)) return {};
  const link = (rel: string, at: number): string => {
    const parameters = new URLSearchParams(
      Object.entries(request.query).flatMap(([name, values]) =>
        values.map((value): [string, string] => [name, value]),
      ),
    );
    parameters.set('offset', String(at));
    parameters.set('limit', String(limit));
    return `<${request.origin}${declared.api.basePath}/${declared.name}?${parameters}>; rel="${rel}"`;
  };
  const links = [
    link('first', 0),
    ...(offset > 0 ? [link('prev', Math.max(0, offset - limit))] : []),
    ...(more ? [link('next', offset + limit)] : []),
    ...(total !== undefined && total > 0
      ? [link('last', Math.floor((total - 1) / limit) * limit)]
      : []),
  ];
  return { Link: links.join(', ') };
};
