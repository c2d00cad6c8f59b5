import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ulid } from 'ulid';
import * as z from 'zod';

const Client = z.object({ id: z.string(), secret: z.string(), partyId: z.string().optional() });
export type Client = z.infer<typeof Client>;

const Tenant = z.object({
  admin: Client,
  operations: Client,
  agent: Client,
  customer: Client,
  /** Clients of further customers, by party. */
  customers: z.array(Client).optional(),
});
export type Tenant = z.infer<typeof Tenant>;

const Tenants = z.record(z.string(), Tenant);

export const roles = ['admin', 'operations', 'agent', 'customer'] as const;

/** A client with what its tokens say of it. */
export interface Identity {
  readonly client: Client;
  readonly tenant: string;
  readonly role: (typeof roles)[number];
}

/** The API clients of all tenants, kept in a file that only its owner may read. */
export interface Clients {
  find(id: string): Identity | undefined;
  /** The tenant's clients; made when the tenant is new. */
  addTenant(name: string): Tenant;
  addCustomer(tenant: string, partyId: string): Client | undefined;
  tenant(name: string): Tenant | undefined;
}

const newClient = (tenant: string, role: string): Client => ({
  id: `${tenant}-${role}`,
  secret: randomBytes(24).toString('base64url'),
});

const newTenant = (name: string, nowMs: number): Tenant => ({
  admin: newClient(name, 'admin'),
  operations: newClient(name, 'operations'),
  agent: newClient(name, 'agent'),
  customer: { ...newClient(name, 'customer'), partyId: `ind-${ulid(nowMs)}` },
});

const identitiesOf = (name: string, tenant: Tenant): Identity[] => [
  ...roles.map((role) => ({ client: tenant[role], tenant: name, role })),
  ...(tenant.customers ?? []).map((client) => ({
    client,
    tenant: name,
    role: 'customer' as const,
  })),
];

export const openClients = (file: string, now: () => number): Clients => {
  const tenants = existsSync(file) ? Tenants.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const byId = new Map<string, Identity>();
  const index = (): void => {
    for (const [name, tenant] of Object.entries(tenants)) {
      for (const identity of identitiesOf(name, tenant)) byId.set(identity.client.id, identity);
    }
  };
  const save = (): void => {
    writeFileSync(file, `${JSON.stringify(tenants, null, 2)}\n`, { mode: 0o600 });
    index();
  };
  index();
  return {
    find: (id) => byId.get(id),
    tenant: (name) => tenants[name],
    addTenant: (name) => {
      const tenant = tenants[name] ?? newTenant(name, now());
      if (tenants[name] === undefined) {
        tenants[name] = tenant;
        save();
      }
      return tenant;
    },
    addCustomer: (name, partyId) => {
      const tenant = tenants[name];
      if (tenant === undefined) return undefined;
      const others = tenant.customers ?? [];
      const known = [tenant.customer, ...others].find((one) => one.partyId === partyId);
      if (known !== undefined) return known;
      const client = { ...newClient(name, `customer-${others.length + 2}`), partyId };
      tenants[name] = { ...tenant, customers: [...others, client] };
      save();
      return client;
    },
  };
};
