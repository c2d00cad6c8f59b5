import {
  GeographicSite,
  GeographicSiteCreate,
  GeographicSiteUpdate,
} from '../../../schemas/tmf/site/geographic-site.ts';
import { siteAccess } from '../../kernel/access/caller.ts';
import type { Identified } from '../../kernel/tmf/resource.ts';
import { defineResource } from '../../kernel/tmf/resource.ts';
import { capability } from './capability.ts';

/** TMF674. A place: a home, an exchange, a street cabinet. */
export const geographicSite = defineResource<Identified<GeographicSite>>({
  api: capability.api,
  source: 'oss.site',
  name: 'geographicSite',
  idPrefix: 'site',
  schema: { read: GeographicSite, create: GeographicSiteCreate, update: GeographicSiteUpdate },
  access: siteAccess,
  shards: 8,
  events: { state: 'GeographicSiteStatusChangeEvent' },
});
