import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import { systemCaller } from '../access/caller.ts';
import { now } from '../clock.ts';
import type { WrittenFile } from '../files/written.ts';
import { writtenFileOf } from '../files/written.ts';
import { log } from '../observability/log.ts';
import { Problem } from '../problem.ts';
import type { WriteContext } from '../table/stored.ts';
import { rememberTenant } from '../task/tenants.ts';
import { EventDetail } from './envelope.ts';

/** One effect of one event. It must change nothing when it comes again, or late. */
export type Effect = (detail: EventDetail, context: WriteContext) => Promise<void>;

/** The one effect of a file that was written in an area that the manifest hears. It may come again, too. */
export type FileEffect = (file: WrittenFile, context: WriteContext) => Promise<void>;

const onFile = async (
  capability: string,
  event: EventBridgeEvent<string, unknown>,
  effect: FileEffect | undefined,
): Promise<void> => {
  const file = writtenFileOf(event.detail);
  if (effect === undefined) throw new Error(`${capability} hears of files but has no effect`);
  if (file === undefined) return;
  await effect(file, {
    caller: systemCaller(file.tenant, capability, event.id),
    at: now(),
    causationId: event.id,
  });
};

/**
 * The function that hears events, one effect an event type. What it throws makes EventBridge deliver again, up to
 * the dead letter queue; a Problem would fail the same way each time, so it is logged and ends there too.
 */
export const subscriber = (
  capability: string,
  effects: Readonly<Record<string, Effect>>,
  fileEffect?: FileEffect,
) =>
  middy<EventBridgeEvent<string, unknown>, void>(
    async (event: EventBridgeEvent<string, unknown>) => {
      if (event.source === 'aws.s3') {
        await onFile(capability, event, fileEffect);
        return;
      }
      const detail = EventDetail.parse(event.detail);
      const effect = effects[detail.eventType];
      if (effect === undefined)
        throw new Error(`${capability} hears ${detail.eventType} but has no effect for it`);
      const at = now();
      await rememberTenant(detail.tenantId, at);
      await effect(detail, {
        caller: systemCaller(detail.tenantId, capability, detail.correlationId),
        at,
        causationId: detail.eventId,
      });
    },
  ).use({
    onError: async ({ error, event }) => {
      log.error('EVT-001 an event could not be taken', {
        error,
        detailType: event['detail-type'],
        eventId: Reflect.get(Object(event.detail), 'eventId'),
        correlationId: Reflect.get(Object(event.detail), 'correlationId'),
        problem: error instanceof Problem ? error.code : undefined,
      });
    },
  });
