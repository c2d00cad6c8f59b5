import { Problem } from '../../kernel/problem.ts';
import type { Command, PlannedCommand } from './planned.ts';

const layered = (commands: readonly PlannedCommand[]): readonly (readonly Command[])[] => {
  const waves: Command[][] = [];
  const done = new Set<string>();
  let open = [...commands];
  while (open.length > 0) {
    const here = new Set(open.map((one) => one.specificationId));
    const ready = open.filter((one) => one.after.every((id) => done.has(id) || !here.has(id)));
    if (ready.length === 0)
      throw new Problem(
        400,
        'circularDependency',
        `${open.map((one) => one.name).join(', ')} depend on each other in a circle`,
      );
    for (const one of ready) done.add(one.specificationId);
    open = open.filter((one) => !ready.includes(one));
    waves.push(
      ready.map(({ specificationId: _specification, after: _after, ...command }) => command),
    );
  }
  return waves;
};

/** What takes something away begins at the end: what stands on it first. */
const takesAway = ({ action, barred }: PlannedCommand): boolean =>
  action === 'delete' || barred === true;

/**
 * Commands in waves: each after all that it depends on; services that end or are barred, the last first. An order may
 * do both, so the two are layered apart and run beside each other. A cycle is refused.
 */
export const inWaves = (commands: readonly PlannedCommand[]): readonly (readonly Command[])[] => {
  const forward = layered(commands.filter((one) => !takesAway(one)));
  const backward = layered(commands.filter(takesAway)).toReversed();
  return Array.from({ length: Math.max(forward.length, backward.length) }, (_, index) => [
    ...(forward[index] ?? []),
    ...(backward[index] ?? []),
  ]);
};
