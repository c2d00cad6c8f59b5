import { Logger } from '@aws-lambda-powertools/logger';

/** The structured log. Ids and codes only: what is personal never reaches it. */
export const log = new Logger({ logLevel: 'WARN' });
