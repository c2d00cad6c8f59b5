import type { Usage } from '../../../schemas/tmf/usage/usage.ts';
import { badRequest } from '../../kernel/problem.ts';
import { momentOf } from './collect/moment.ts';
import { faultOf, quickRecord } from './collect/record.ts';
import type { UsageRecord } from './rating/rate.ts';

/** Names that others give to what we ask for; the first that is there counts. */
const names = {
  source: ['source'],
  id: ['recordId'],
  subscriber: ['subscriber', 'msisdn', 'originatingNumber', 'imsi'],
  quantity: ['quantity', 'duration', 'duration-seconds', 'volume'],
  other: ['destination', 'destinationNumber', 'calledNumber'],
  network: ['network', 'visitedNetwork'],
  offset: ['offset'],
} as const;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

const amount = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

/** The record that a TMF635 body describes. What its characteristics do not say is a 400 that names it. */
export const recordFrom = (usage: Usage, id: string, at: string): UsageRecord => {
  const found = (all: readonly string[]): unknown =>
    all
      .map((name) => usage.usageCharacteristic?.find((one) => one.name === name)?.value)
      .find((value) => value !== undefined);
  const [other, network, offset] = [
    text(found(names.other)),
    text(found(names.network)),
    found(names.offset),
  ];
  const moment = momentOf(usage.usageDate ?? at);
  const body = {
    id: text(found(names.id)) ?? id,
    subscriber: text(found(names.subscriber)),
    type: usage.usageType,
    at: Number.isNaN(moment) ? usage.usageDate : new Date(moment).toISOString(),
    quantity: amount(found(names.quantity)) ?? (usage.usageType === 'sms' ? 1 : undefined),
    ...(other !== undefined && { other }),
    ...(network !== undefined && { network }),
    ...(offset !== undefined && { offset: amount(offset) }),
  };
  const record = quickRecord(body, text(found(names.source)) ?? 'api');
  if (record === undefined)
    throw badRequest(
      `The usage cannot be read: ${faultOf(body)}. usageType is voice, data or sms; usageCharacteristic names subscriber and quantity`,
    );
  return record;
};
