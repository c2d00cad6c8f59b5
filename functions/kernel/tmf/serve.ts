import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Grant } from '../access/caller.ts';
import { grantOf, mayWrite } from '../access/caller.ts';
import { apiHandler } from '../http/handler.ts';
import type { Request, Response } from '../http/request.ts';
import { forbidden, Problem } from '../problem.ts';
import { historyPath } from '../table/trail.ts';
import { one } from './answer.ts';
import { assertOneAskable } from './asked.ts';
import { patch, remove } from './change.ts';
import { create } from './create.ts';
import { history } from './history.ts';
import { hubOf, serveHub } from './hub.ts';
import { list } from './list.ts';
import type { AnyResource, Operation } from './resource.ts';
import type { Route } from './route.ts';
import { visible } from './visible.ts';

const methods: Readonly<Record<Operation, string>> = {
  list: 'GET',
  get: 'GET',
  create: 'POST',
  patch: 'PATCH',
  delete: 'DELETE',
};

const partsAt = (path: string, given: readonly string[]): readonly string[] | undefined => {
  const wanted = path.split('/');
  const fits =
    wanted.length === given.length &&
    wanted.every((part, index) => part === '*' || part === given[index]);
  return fits ? given.filter((_, index) => wanted[index] === '*') : undefined;
};

const routeFor = (
  routes: readonly Route[],
  request: Request,
): (() => Promise<Response>) | undefined => {
  for (const { method, path, serve } of routes) {
    const parts = method === request.method ? partsAt(path, request.path) : undefined;
    if (parts !== undefined) return () => serve(request, parts);
  }
  return undefined;
};

/** The whole API of a capability: its resources, its hub, and what it serves beside them, behind one function. */
export const serveApi = (resources: readonly AnyResource[], routes: readonly Route[] = []) => {
  const [first] = resources;
  if (first === undefined) throw new Error('an API has at least one resource');
  const byName = new Map(resources.map((declared) => [declared.name, declared]));
  const audited = new Map(
    [...resources, hubOf(first.api)].flatMap((one) => (one.hasTrail ? [[one.name, one]] : [])),
  );
  return apiHandler(first.api.basePath, (request) => {
    const route = routeFor(routes, request);
    if (route !== undefined) return route();
    const [name = '', id, ...rest] = request.path;
    const trailed = isHistory(rest) ? audited.get(name) : undefined;
    if (trailed !== undefined) return serveHistory(trailed, request);
    if (name === 'hub' && rest.length === 0)
      return serveHub(request, [first, ...resources.slice(1)], id);
    const declared = byName.get(name);
    if (declared === undefined || rest.length > 0)
      throw new Problem(
        404,
        'notFound',
        `${request.path.join('/')} is no resource; there are ${[...byName.keys()].join(', ')}, hub`,
      );
    return serveResource(declared, request, id);
  });
};

/** Two APIs behind one function: that of a contract, and what is ours beside it. */
export const serveBoth = (
  contract: readonly AnyResource[],
  beside: readonly AnyResource[],
): ((event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>) => {
  const ofContract = serveApi(contract);
  const ours = serveApi(beside);
  const base = `${beside[0]?.api.basePath ?? ''}/`;
  return (event, context) => {
    const served = event.path.startsWith(base) ? ours : ofContract;
    return served(event, context);
  };
};

const isHistory = (rest: readonly string[]): boolean =>
  rest.length === 1 && rest[0] === historyPath;

const serveHistory = (declared: AnyResource, request: Request): Promise<Response> => {
  const [, id = ''] = request.path;
  if (request.method !== 'GET')
    throw new Problem(405, 'methodNotAllowed', `${request.method} is not possible here; GET is`);
  return history(declared, request, id);
};

const serveResource = (
  declared: AnyResource,
  request: Request,
  id: string | undefined,
): Promise<Response> => {
  const possible = declared.operations.filter(
    (one) => (one === 'list' || one === 'create') === (id === undefined),
  );
  const operation = possible.find((one) => methods[one] === request.method);
  if (operation === undefined)
    throw new Problem(
      405,
      'methodNotAllowed',
      `${request.method} is not possible here; ${possible.map((one) => methods[one]).join(', ') || 'nothing'} is`,
    );
  const grant = grantOf(request.caller, declared.access);
  const writes = operation !== 'list' && operation !== 'get';
  if (
    grant === 'none' ||
    (writes && !mayWrite(grant)) ||
    (operation === 'delete' && grant !== 'all')
  )
    throw forbidden(`Your role may not ${operation} a ${declared.name}`);
  return operations[operation](declared, request, grant, id ?? '');
};

const operations: Readonly<
  Record<
    Operation,
    (declared: AnyResource, request: Request, grant: Grant, id: string) => Promise<Response>
  >
> = {
  list,
  get: async (declared, request, grant, id) => {
    assertOneAskable(request.query, declared.schema.read);
    return one(200, await visible(declared, request, grant, id), request);
  },
  create,
  patch,
  delete: remove,
};
