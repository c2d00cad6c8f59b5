import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { deploymentAt } from '../cloud/deployment.ts';
import { Refused } from '../cloud/refused.ts';
import { ensureTenant, isTenant } from '../cloud/tenants.ts';
import type { Client } from '../demo/client.ts';
import { connect, embedded } from '../demo/client.ts';
import type { System } from './system.ts';

const Credentials = z.object({ id: z.string(), secret: z.string() });
const Tenants = z.record(z.string(), z.looseObject({ operations: Credentials }));

const nobody = (tenant: string): Refused => new Refused(`There is no tenant ${tenant}`);

/** A client of the public APIs in the name of a tenant's operations, wherever the system runs. */
export const staffOf = async (system: System, tenant: string): Promise<Client> => {
  const { place, dataDir } = system;
  if (dataDir !== undefined) {
    const tenants = Tenants.parse(JSON.parse(readFileSync(join(dataDir, 'clients.json'), 'utf8')));
    const operations = tenants[tenant]?.operations;
    if (operations === undefined || place.endpoint === undefined) throw nobody(tenant);
    return connect(embedded(place.endpoint), operations);
  }
  const deployment = await deploymentAt(place);
  if (!(await isTenant(place, deployment, tenant))) throw nobody(tenant);
  return connect(deployment, (await ensureTenant(place, deployment, tenant)).operations);
};
