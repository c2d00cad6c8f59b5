import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The table's client. Its middleware is put together once for each command. */
export const client = new DynamoDBClient({ cacheMiddleware: true });
export const tableName = (): string => process.env['TABLE_NAME'] ?? '';
