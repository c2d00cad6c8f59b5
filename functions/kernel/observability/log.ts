import { Logger } from '@aws-lambda-powertools/logger';

/** The structured log. Ids and codes only: what is personal never reaches it. */
export const log = new Logger({ logLevel: 'WARN' });

/** What has happened, and no fault: which events were carried, so that a path can be followed. Ids and states only. */
export const journal = new Logger({ logLevel: 'INFO' });
