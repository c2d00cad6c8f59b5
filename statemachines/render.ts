import * as z from 'zod';

const Catcher = z.object({ ErrorEquals: z.array(z.string()), Next: z.string() });
const State = z.object({
  Type: z.string(),
  Comment: z.string().optional(),
  Next: z.string().optional(),
  Catch: z.array(Catcher).optional(),
  Retry: z.array(z.looseObject({ MaxAttempts: z.number() })).optional(),
  TimeoutSeconds: z.number().optional(),
  Resource: z.string().optional(),
  ItemProcessor: z.object({ States: z.record(z.string(), z.unknown()) }).optional(),
});
export type State = z.infer<typeof State>;

const Machine = z.object({
  Comment: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  StartAt: z.string(),
  States: z.record(z.string(), State),
});
export type Machine = z.infer<typeof Machine>;

export const machineOf = (text: string): Machine => Machine.parse(JSON.parse(text));

/** The states on the way through when nothing fails. */
export const stepsOf = (machine: Machine): readonly string[] => chainFrom(machine, machine.StartAt);

/** A state and all that follow it, until one is the last. */
export const chainFrom = (machine: Machine, first: string | undefined): readonly string[] => {
  const chain: string[] = [];
  for (let at = first; at !== undefined && !chain.includes(at); at = machine.States[at]?.Next)
    chain.push(at);
  return chain;
};

/** Where a failure that nothing else names leads to. */
export const afterFailing = (machine: Machine, step: string): readonly string[] =>
  chainFrom(
    machine,
    machine.States[step]?.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))
      ?.Next,
  );

export const isUndo = (name: string): boolean => name.startsWith('Undo ');

/** The undo of a step, where the machine has one: it is named after what it undoes. */
export const undoOf = (machine: Machine, step: string): string | undefined => {
  const name = `Undo ${step.charAt(0).toLowerCase()}${step.slice(1)}`;
  return name in machine.States ? name : undefined;
};

const idOf = (name: string): string => name.replaceAll(' ', '_');

const arrowsOf = ([name, { Next, Catch }]: [string, State]): readonly string[] => [
  `  ${idOf(name)} --> ${Next === undefined ? '[*]' : idOf(Next)}`,
  ...(Catch ?? []).map(
    (one) => `  ${idOf(name)} --> ${idOf(one.Next)} : ${one.ErrorEquals.join(', ')}`,
  ),
];

/** A machine's README: what it is for, its picture, and what undoes what. */
export const readmeOf = (name: string, machine: Machine): string =>
  [
    `# ${name}`,
    '',
    machine.Comment ?? '',
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...Object.keys(machine.States).map((state) => `  state "${state}" as ${idOf(state)}`),
    `  [*] --> ${idOf(machine.StartAt)}`,
    ...Object.entries(machine.States).flatMap(arrowsOf),
    '```',
    '',
    '| do | undo | when it fails |',
    '|---|---|---|',
    ...stepsOf(machine).map(
      (step) =>
        `| ${step} | ${undoOf(machine, step) ?? ''} | ${afterFailing(machine, step).join(', then ')} |`,
    ),
    '',
    'Written from the definition by `UPDATE=1 npx jest test/statemachines`.',
    '',
  ].join('\n');
