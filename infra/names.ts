/** Names are fixed by stage and part, so that stacks refer to each other without exports and deploy one by one. */
export const nameOf = (stage: string, ...parts: readonly string[]): string =>
  ['strowger', stage, ...parts].join('-');

export type Room = 'api' | 'events' | 'tasks';

/** Functions that belong to no capability, and where they stand. */
export const platformFunctions = {
  relay: 'functions/kernel/events/relay.ts',
  authorizer: 'functions/kernel/access/authorizer.ts',
  'hub-delivery': 'functions/kernel/tmf/hub-delivery.ts',
  docs: 'functions/kernel/http/docs.ts',
} as const;
