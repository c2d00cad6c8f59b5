import * as z from 'zod';
import type { UsageRecord } from '../rating/rate.ts';
import { momentOf } from './moment.ts';

const text = z.string().min(1);
const whole = z.int().min(0);

const Container = z.looseObject({
  time: whole.optional(),
  totalVolume: whole.optional(),
  uplinkVolume: whole.optional(),
  downlinkVolume: whole.optional(),
  serviceSpecificUnits: whole.optional(),
});

/**
 * What we read of a charging record in JSON as a 5G charging function writes it (3GPP TS 32.298 in the names of TS 32.291):
 * who, when, how much, with whom, where. Everything else may stand beside.
 */
const ChargingRecord = z.looseObject({
  subscriberIdentifier: text,
  recordingNetworkFunctionID: text,
  localRecordSequenceNumber: z.union([whole, text]),
  recordOpeningTime: text,
  duration: whole.optional(),
  listOfMultipleUnitUsage: z
    .array(z.looseObject({ usedUnitContainers: z.array(Container).optional() }))
    .optional(),
  pDUSessionChargingInformation: z
    .looseObject({ servingNetworkPLMNId: text.optional() })
    .optional(),
  iMSChargingInformation: z
    .looseObject({
      calledPartyAddress: text.optional(),
      servingNetworkPLMNId: text.optional(),
    })
    .optional(),
  sMSChargingInformation: z
    .looseObject({ recipientAddress: text.optional(), servingNetworkPLMNId: text.optional() })
    .optional(),
});
type ChargingRecord = z.infer<typeof ChargingRecord>;

/** `msisdn-32470000001`, `tel:+32470000001` and `imsi-206011234567890` are their digits. */
const digits = (address: string): string => address.replace(/^(msisdn-|imsi-|tel:)/, '');

const sum = (record: ChargingRecord, of: (container: z.infer<typeof Container>) => number) =>
  (record.listOfMultipleUnitUsage ?? [])
    .flatMap(({ usedUnitContainers }) => usedUnitContainers ?? [])
    .reduce((total, container) => total + of(container), 0);

const volume = ({ totalVolume, uplinkVolume = 0, downlinkVolume = 0 }: z.infer<typeof Container>) =>
  totalVolume ?? uplinkVolume + downlinkVolume;

interface Measured {
  readonly kind: number;
  readonly quantity: number;
  readonly other: string;
  readonly network: string;
}

const measured = (record: ChargingRecord): Measured | undefined => {
  const { iMSChargingInformation: call, sMSChargingInformation: message } = record;
  const { pDUSessionChargingInformation: session } = record;
  if (call !== undefined)
    return {
      kind: 0,
      quantity: record.duration ?? sum(record, ({ time = 0 }) => time),
      other: digits(call.calledPartyAddress ?? ''),
      network: call.servingNetworkPLMNId ?? '',
    };
  if (message !== undefined)
    return {
      kind: 2,
      quantity: Math.max(
        1,
        sum(record, ({ serviceSpecificUnits = 0 }) => serviceSpecificUnits),
      ),
      other: digits(message.recipientAddress ?? ''),
      network: message.servingNetworkPLMNId ?? '',
    };
  return session === undefined
    ? undefined
    : {
        kind: 1,
        quantity: sum(record, volume),
        other: '',
        network: session.servingNetworkPLMNId ?? '',
      };
};

/** A record of ours from a charging function's, or why it is none. Its source is the function that wrote it. */
export const recordOf3gpp = (value: unknown, source: string): UsageRecord | string => {
  const read = ChargingRecord.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not readable'}`;
  }
  const record = read.data;
  const at = momentOf(record.recordOpeningTime);
  if (Number.isNaN(at)) return `recordOpeningTime: ${record.recordOpeningTime} is no moment`;
  const units = measured(record);
  if (units === undefined) return 'the record is of no call, session or message';
  return {
    id: `${record.recordingNetworkFunctionID}/${record.localRecordSequenceNumber}`,
    source,
    subscriber: digits(record.subscriberIdentifier),
    at,
    offset: 0,
    ...units,
  };
};
