import * as z from 'zod';
import { NetworkCommand } from '../../../schemas/events/network-command.ts';
import { Characteristic } from '../../../schemas/tmf/common.ts';

/** What a monitor keeps to itself: the token of the step that waits, and each command with its answer. */
export const Waiting = z.object({
  token: z.string().optional(),
  /** When the commands were sent first. */
  askedAt: z.string().optional(),
  commands: z.array(
    z.object({
      command: NetworkCommand,
      answer: z.enum(['open', 'done', 'rejected']),
      reason: z.string().optional(),
    }),
  ),
});
export type Waiting = z.infer<typeof Waiting>;

/** One command as the plan has it; its element may come with the resource that was assigned. */
export const Planned = z.object({
  serviceId: z.string(),
  name: z.string(),
  action: z.enum(['add', 'modify', 'delete']),
  element: z.string().optional(),
  characteristics: z.array(Characteristic),
  barred: z.boolean().optional(),
});

export const Assigned = z.object({
  serviceId: z.string(),
  id: z.string(),
  name: z.string(),
  element: z.string().optional(),
});

/** The commands of a wave, addressed: to the plan's element, else the assigned resource's, else one named like the service. */
export const commandsOf = (
  monitorId: string,
  wave: readonly z.infer<typeof Planned>[],
  assigned: readonly z.infer<typeof Assigned>[],
): readonly NetworkCommand[] =>
  wave.map((planned, index) => {
    const own = assigned.filter(({ serviceId }) => serviceId === planned.serviceId);
    return {
      commandId: `${monitorId}-${index}`,
      monitorId,
      kind: 'apply',
      action: planned.action,
      element:
        planned.element ??
        own.find(({ element }) => element !== undefined)?.element ??
        planned.name,
      serviceId: planned.serviceId,
      name: planned.name,
      characteristics: [...planned.characteristics],
      ...(planned.barred !== undefined && { barred: planned.barred }),
      resources: own.map(({ id, name }) => ({ id, name })),
    };
  });

export const opened = (
  commands: readonly NetworkCommand[],
  token: string | undefined,
  askedAt: string,
): Waiting => ({
  askedAt,
  ...(token !== undefined && { token }),
  commands: commands.map((command) => ({ command, answer: 'open' })),
});

/** The wait after one answer. An answer that was taken before changes nothing. */
export const answered = (
  waiting: Waiting,
  commandId: string,
  done: boolean,
  reason: string | undefined,
): Waiting => ({
  ...waiting,
  commands: waiting.commands.map((one) =>
    one.command.commandId === commandId && one.answer === 'open'
      ? { ...one, answer: done ? 'done' : 'rejected', ...(reason !== undefined && { reason }) }
      : one,
  ),
});

/** What a person has said to an order that was held: how to go on, and when it was held. */
export const HeldAnswer = z.object({ answer: z.string(), at: z.string() });
export type HeldAnswer = z.infer<typeof HeldAnswer>;

/** Whether the answer is about the wave: it is silent, and was sent before the order was held. */
const isAbout = ({ askedAt = '' }: Waiting, held: HeldAnswer | undefined): boolean =>
  held !== undefined && held.answer !== 'none' && askedAt <= held.at;

/** A wave after the answer: what is skipped counts as done, what is retried is sent again. */
export const answeredBy = (
  waiting: Waiting,
  held: HeldAnswer | undefined,
): { readonly waiting: Waiting; readonly again: readonly NetworkCommand[] } => {
  const open = waiting.commands.filter(({ answer }) => answer === 'open');
  if (!isAbout(waiting, held)) return { waiting, again: [] };
  if (held?.answer !== 'skip') return { waiting, again: open.map(({ command }) => command) };
  const commands = waiting.commands.map((one) =>
    one.answer === 'open' ? { ...one, answer: 'done' as const } : one,
  );
  return { waiting: { ...waiting, commands }, again: [] };
};

/** Open while an answer is missing; then done, or rejected with the reasons. */
export const resultOf = ({
  commands,
}: Waiting): { readonly state: 'InProgress' | 'Completed' | 'Failed'; readonly reason: string } => {
  const reason = commands
    .flatMap((one) =>
      one.answer === 'rejected'
        ? (one.reason ?? `${one.command.element} rejected the command`)
        : [],
    )
    .join('; ');
  if (commands.some((one) => one.answer === 'open')) return { state: 'InProgress', reason };
  return { state: reason === '' ? 'Completed' : 'Failed', reason };
};
