import { join } from 'node:path';
import * as z from 'zod';
import type { ApiFacts } from './facts.ts';

/**
 * Where the schemas of each API are, under `schemas/tmf/`. A line here and its facts, by
 * `node test/conformance/extract-contracts.ts ../shared/tmf TMFnnn`, put an API under all tests of this folder.
 */
export const schemaFolders: Record<string, string> = {
  TMF620: 'product-catalog',
  TMF622: 'product-ordering',
  TMF629: 'customer',
  TMF632: 'party',
  TMF633: 'service-catalog',
  TMF634: 'resource-catalog',
  TMF635: 'usage',
  TMF637: 'product-inventory',
  TMF638: 'service-inventory',
  TMF639: 'resource-inventory',
  TMF640: 'activation',
  TMF641: 'service-ordering',
  TMF654: 'prepay-balance',
  TMF677: 'usage-consumption',
  TMF670: 'payment-method',
  TMF674: 'site',
  TMF676: 'payment',
  TMF651: 'agreement',
  TMF666: 'account',
  TMF671: 'promotion',
  TMF678: 'customer-bill',
  TMF685: 'resource-pool',
};

/** Classes that `@type` may name, and the file that holds them beside the class they extend. */
export const subclassFiles: Record<string, string> = {
  LogicalResource: 'resource',
  PhysicalResource: 'resource',
  LogicalResourceSpecification: 'resource-specification',
  PhysicalResourceSpecification: 'resource-specification',
  ResourceFunctionSpecification: 'resource-specification',
};

/** The definitions that a contract's operations take and give, and their subclasses. */
export function resourceDefinitions(facts: ApiFacts): string[] {
  const operations = Object.entries(facts.paths)
    .filter(([path]) => !path.startsWith('/hub'))
    .flatMap(([, methods]) => Object.values(methods));
  const words = operations.flatMap(({ body, returns }) => [body, returns]);
  const names = words.filter((word) => word !== undefined).map((word) => word.replace(/\[.*/, ''));
  const subclasses = Object.keys(subclassFiles).filter((name) => name in facts.definitions);
  return [...new Set([...names, ...subclasses])].sort();
}

const kebab = (name: string) => name.replace(/(?<=[a-z])([A-Z])/g, '-$1').toLowerCase();

/** Our schema of a definition: `ProductOrder_Create` is `ProductOrderCreate` of product-order.ts. */
export async function schemaOf(api: string, definition: string): Promise<z.ZodObject> {
  const [resource = ''] = definition.split('_');
  const file = subclassFiles[resource] ?? kebab(resource);
  const path = join(process.cwd(), 'schemas/tmf', schemaFolders[api] ?? '', `${file}.ts`);
  const module: Record<string, unknown> = await import(path);
  const schema = module[definition.replace('_', '')];
  if (!(schema instanceof z.ZodObject)) throw new Error(`${path} has no ${definition}`);
  return schema;
}
