import * as z from 'zod';
import { nobody, systemCaller } from '../access/caller.ts';
import type { Instant } from '../clock.ts';
import { lookupPartition } from '../table/keys.ts';
import { readIndex } from '../table/rows.ts';
import { commit, creation, readAll } from '../table/store.ts';
import { defineResource, untold } from '../tmf/resource.ts';

/** That a capability has worked for a tenant: what its schedules go through. */
const Tenant = z.strictObject({ id: z.string(), name: z.string(), capability: z.string() });
type Tenant = z.infer<typeof Tenant>;

/** Its rows belong to no tenant; a tenant's own name has no `@`. */
const ofAll = '@all';

const tenants = defineResource<Tenant>({
  api: { id: 'X-tenants', title: 'Tenants', version: '1', basePath: '/tenants' },
  source: 'kernel.tenant',
  name: 'tenant',
  idPrefix: 'tenant',
  schema: { read: Tenant },
  access: nobody,
  lookup: { attribute: 'capability', value: ({ capability }) => capability },
  events: untold,
});

/** What this instance has remembered: a tenant costs one write for each instance of a function. */
const known = new Set<string>();

const capabilityName = (): string => process.env['CAPABILITY'] ?? '';

/** Remembers a tenant for the capability's schedules, before anything is done for it. Others remember nothing. */
export const rememberTenant = async (name: string, at: Instant): Promise<void> => {
  if (process.env['REMEMBERS_TENANTS'] === undefined || known.has(name)) return;
  const capability = capabilityName();
  const tenant = { id: `${capability}.${name}`, name, capability };
  const caller = systemCaller(ofAll, capability, tenant.id);
  await commit(creation(tenants, tenant, { caller, at }));
  known.add(name);
};

/** One page of the index holds far more tenants than one stage will have. */
const mostTenants = 1_000;

/** Every tenant that the capability has worked for. */
export const rememberedTenants = async (): Promise<readonly string[]> => {
  const partition = lookupPartition(ofAll, tenants.type, 'capability', capabilityName());
  const { sorts } = await readIndex('gsi3', partition, { limit: mostTenants });
  return (await readAll(tenants, ofAll, sorts)).map(({ value }) => value.name);
};
