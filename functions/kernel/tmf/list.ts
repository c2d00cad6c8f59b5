import type { Grant } from '../access/caller.ts';
import type { Request, Response } from '../http/request.ts';
import { shown } from './answer.ts';
import { assertAskable } from './asked.ts';
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
  assertAskable(query, declared.schema.read, declared.lookup?.attribute);
  const page = await findPage(declared, request.caller, grant, query);
  return {
    status: 200,
    body: page.resources.map((resource) => withFields(shown(resource, request), query.fields)),
    headers: pageHeaders(request, `${declared.api.basePath}/${declared.name}`, query, {
      ...page,
      count: page.resources.length,
    }),
  };
};

const queryable = (declared: AnyResource): readonly string[] => [
  ...attributesOf(declared.schema.read),
  ...(declared.lookup === undefined ? [] : [declared.lookup.attribute]),
];

interface Counts {
  /** In this body. */
  readonly count: number;
  /** Of all that matches; left out where counting would cost more than it tells. */
  readonly total?: number;
  readonly more: boolean;
}

interface Cut {
  readonly offset: number;
  readonly limit: number;
}

/** What tells the client where a page stands in its list. */
export const pageHeaders = (
  request: Request,
  path: string,
  cut: Cut,
  counts: Counts,
): Record<string, string> => ({
  'X-Result-Count': String(counts.count),
  ...(counts.total !== undefined && { 'X-Total-Count': String(counts.total) }),
  ...linkHeader(request, path, cut, counts),
});

const linkHeader = (
  request: Request,
  path: string,
  { offset, limit }: Cut,
  { total, more }: Counts,
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
    return `<${request.origin}${path}?${parameters}>; rel="${rel}"`;
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
