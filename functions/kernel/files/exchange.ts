import { badRequest } from '../problem.ts';
import type { FilePlace } from './place.ts';

/** The area of files that people bring and fetch, by the API of file-exchange. */
export const exchangeArea = 'file-exchange';
const basePath = '/files/v1/file/';

/** The address of a file in the exchange; its id names it. */
export const exchangeHref = (id: string): string => `${basePath}${encodeURIComponent(id)}`;

/**
 * The file that an address names. Only our own are taken, and none is ever fetched over the network: the id is all that
 * counts of it, and it is looked for in the caller's own tenant.
 */
export const exchangePlace = (url: string, tenant: string, origin: string): FilePlace => {
  const parsed = URL.parse(url, origin);
  const id = parsed?.pathname.startsWith(basePath)
    ? decodeURIComponent(parsed.pathname.slice(basePath.length))
    : '';
  if (parsed === null || parsed.host !== new URL(origin).host || id === '' || id.includes('/'))
    throw badRequest(
      `url: ${url} is no file of this system; POST ${basePath.slice(0, -1)} gives the address of one`,
    );
  return { tenant, area: exchangeArea, name: id };
};
