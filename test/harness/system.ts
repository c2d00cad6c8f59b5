import { placeOf } from '../../infra/cloud/endpoint.ts';
import type { System } from '../../infra/operate/system.ts';
import { deployedSystem, embeddedSystem } from '../../infra/operate/system.ts';
import type { TestRuntime } from './runtime.ts';

/** What a test runs on, as the commands of operations see it. */
export const systemUnder = (runtime: TestRuntime): System => {
  const place = placeOf(process.env);
  return process.env['STROWGER_SYSTEM'] === 'cloud' && place !== undefined
    ? deployedSystem(place, 1, Date.now())
    : embeddedSystem(runtime.url, runtime.dataDir);
};
