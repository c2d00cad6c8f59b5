import type { Capability } from '../../functions/kernel/capability.ts';
import type { AnyResource } from '../../functions/kernel/tmf/resource.ts';

/** What each capability is for, in one sentence; the rest of its README follows from its manifest. */
export const purposes: Readonly<Record<string, string>> = {
  'product-catalog': 'What can be sold: offerings, their prices and specifications.',
  party: 'People and organisations, whatever part they play.',
  customer: 'Who buys: the part that a party plays towards the operator.',
  'product-ordering':
    'Takes orders, checks them against the catalogue and follows them to their end.',
  'product-inventory':
    'What each customer has: products follow the orders that add, change and end them.',
  usage:
    'Collects, guides and rates what was used, once each, and tells billing what it costs so far.',
  'prepay-balance':
    'What customers have paid for and not used yet: topped up, reserved, debited, never below zero.',
  'usage-consumption':
    'Answers what was used and what is left, of allowances and prepaid buckets together.',
  'payment-method': 'How each customer pays: tokens, mandates and references, never a card.',
  payment:
    'Takes money once, whatever the provider answers, and says to the cent what became of it.',
  collections:
    'What happens when a bill is not paid, step by step as the policy says, and is undone when it is.',
  'payment-simulator':
    'A payment provider that answers as told, so that everything runs without one.',
  account: 'Who gets bills, in which cycle and form, and what stands between a party and us.',
  agreement: 'What a customer and the operator promise each other: terms and minimum commitments.',
  'customer-bill':
    'Works out, checks, numbers and sends bills; opens, previews and puts them right; follows what is paid.',
  promotion: 'Discounts and what they depend on; bills count them.',
  site: 'Places where something is or can be installed.',
  'service-catalog':
    'How products are realised: customer-facing and resource-facing specifications.',
  'resource-catalog':
    'What services stand on: specifications of ports, numbers and other resources.',
  'service-ordering':
    'Decomposes an order by the catalogue and provisions its services, or undoes them.',
  'service-inventory': 'The services there are, following the service orders.',
  'resource-inventory':
    'Ports, numbers and other resources: assigned all or nothing, released, quarantined.',
  'resource-pool':
    'Says whether enough free resources are at a place, before an order promises them.',
  activation: 'Sends commands to the network in waves and waits for the answers.',
  'file-exchange':
    'Files that people bring and fetch: links to the store, for a quarter of an hour.',
  'network-simulator': 'A network that answers as told, so that everything runs without one.',
};

const statesOf = ({ type, state }: AnyResource): readonly string[] =>
  state === undefined
    ? []
    : [
        `${type}.${state.attribute}:`,
        '',
        ...Object.entries(state.lifecycle.moves).map(
          ([from, to]) => `- ${from}${to.length > 0 ? ` → ${to.join(', ')}` : ' (final)'}`,
        ),
        '',
      ];

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');

/** The README of a capability: owns, states, events in and out, on one screen. */
export const readmeOf = (capability: Capability, resources: readonly AnyResource[]): string => {
  const { name, domain, api, owns, publishes, subscribes, starts, calls, answers } = capability;
  const scheduled = (capability.schedules ?? []).map(
    ({ name: schedule, at, task }) => `- ${schedule}: \`${task}\` at \`${at}\`, for each tenant`,
  );
  const own = resources.filter(({ source }) => source === `${domain}.${name}`);
  const heard = (subscribes ?? []).map(({ source, events }) => `- ${source}: ${listed(events)}`);
  const states = own.flatMap(statesOf);
  return [
    `# ${name}`,
    '',
    purposes[name] ?? '',
    '',
    ...(api === undefined
      ? []
      : [`${api.title} ${api.version} (${api.id}) at \`${api.basePath}\`.`, '']),
    `Owns: ${listed(owns)}.`,
    ...(calls === undefined ? [] : ['', `Asks the API of: ${listed(calls)}.`]),
    ...(capability.shows ?? []).flatMap((one) => [
      '',
      `Shows \`${one.resource}\` of ${one.capability}: its listeners hear those events too.`,
    ]),
    ...(starts ?? []).flatMap(({ machine, event }) => [
      '',
      `\`${event}\` starts [${machine}](../../../statemachines/${machine}/README.md).`,
    ]),
    ...(answers === undefined ? [] : ['', `Answers the waiting steps of: ${listed(answers)}.`]),
    '',
    ...(scheduled.length === 0 ? [] : ['## Schedules', '', ...scheduled, '']),
    ...(states.length === 0 ? [] : ['## States', '', ...states]),
    '## Events in',
    '',
    ...(heard.length === 0 ? ['none'] : heard),
    '',
    '## Events out',
    '',
    ...(publishes.length === 0 ? ['none'] : publishes.map((event) => `- \`${event}\``)),
    '',
  ].join('\n');
};
