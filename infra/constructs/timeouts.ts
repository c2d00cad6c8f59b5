import { capabilities } from '../../functions/registry.ts';
import type { Room } from '../names.ts';

/** API Gateway waits 29 s. */
const longestApiSeconds = 28;
const leafSeconds = 8;
const perCallSeconds = 5;

/** How many capabilities a call passes below this one. */
const depthOf = (name: string, above: readonly string[] = []): number => {
  if (above.includes(name)) throw new Error(`${[...above, name].join(' calls ')}: a circle`);
  const calls = capabilities.find((one) => one.name === name)?.calls ?? [];
  return Math.max(0, ...calls.map((peer) => 1 + depthOf(peer, [...above, name])));
};

/** An API function outlasts those that it calls, and gives up before API Gateway does. */
const apiSeconds = (name: string): number => {
  const seconds = leafSeconds + perCallSeconds * depthOf(name);
  if (seconds > longestApiSeconds)
    throw new Error(`${name} calls too deep: ${seconds} s are more than API Gateway waits`);
  return seconds;
};

/** Each timeout is shorter than its caller's. Events and steps have a minute, more than any API function. */
export const timeoutSeconds = (capability: string, room: Room): number =>
  room === 'api' ? apiSeconds(capability) : 60;
