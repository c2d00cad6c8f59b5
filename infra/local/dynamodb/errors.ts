import { AwsError } from '../service.ts';
import type { Item } from './values.ts';

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

export const noSuchTable = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'Requested resource not found');

/** `item` is what was found, when the caller asked for it. */
export const conditionFailed = (item?: Item): AwsError =>
  new AwsError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    400,
    item === undefined ? {} : { Item: item },
  );
