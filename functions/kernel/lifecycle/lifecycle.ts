import { conflict } from '../problem.ts';

/** States of a resource and the moves between them. The write of a move carries the allowed prior states as its condition. */
export interface Lifecycle {
  readonly initial: readonly string[];
  readonly moves: Readonly<Record<string, readonly string[]>>;
  /** Those of the moves that are ours and not in TM Forum's diagram. */
  readonly extensions: Readonly<Record<string, readonly string[]>>;
}

/** `moves` lists for each state where it may go; extensions to TM Forum's diagram come apart, so that they can be left out. */
export const lifecycle = (
  initial: readonly string[],
  moves: Readonly<Record<string, readonly string[]>>,
  extensions: Readonly<Record<string, readonly string[]>> = {},
): Lifecycle => ({
  initial,
  extensions,
  moves: Object.fromEntries(
    [...new Set([...Object.keys(moves), ...Object.keys(extensions)])].map((state) => [
      state,
      [...(moves[state] ?? []), ...(extensions[state] ?? [])],
    ]),
  ),
});

/** The states from which `to` may be reached in one move, `to` itself included: repeating a move changes nothing. */
export const priorStates = (machine: Lifecycle, to: string): readonly string[] => [
  to,
  ...Object.keys(machine.moves).filter((from) => machine.moves[from]?.includes(to)),
];

/** Throws 409 where the move is not in the diagram, naming what would be. */
export const assertMove = (machine: Lifecycle, from: string, to: string): void => {
  if (from === to || machine.moves[from]?.includes(to)) return;
  const allowed = machine.moves[from] ?? [];
  throw conflict(
    allowed.length === 0
      ? `${from} is final: it cannot become ${to}`
      : `${from} cannot become ${to}; it can become ${allowed.join(', ')}`,
  );
};

/** True where nothing leads out of the state. */
export const isFinal = (machine: Lifecycle, state: string): boolean =>
  (machine.moves[state] ?? []).length === 0;
