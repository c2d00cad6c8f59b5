import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { capabilities } from '../../functions/registry.ts';
import type { State } from '../../statemachines/render.ts';
import {
  afterFailing,
  isUndo,
  machineOf,
  readmeOf,
  stepsOf,
  undoOf,
} from '../../statemachines/render.ts';

const root = join(process.cwd(), 'statemachines');
const names = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const textOf = (name: string): string => readFileSync(join(root, name, `${name}.asl.json`), 'utf8');

const inner = (state: State): [string, State][] =>
  Object.entries(state.ItemProcessor?.States ?? {}).map(([name, one]) => [name, one as State]);

describe.each(names)('the machine %s', (name) => {
  const machine = machineOf(textOf(name));
  const steps = stepsOf(machine);
  const states = Object.entries(machine.States);

  it('gives every task a timeout and a retry', () => {
    const tasks = [...states, ...states.flatMap(([, state]) => inner(state))].filter(
      ([, { Type }]) => Type === 'Task',
    );
    const bare = tasks.filter(
      ([, task]) => task.TimeoutSeconds === undefined || !task.Retry?.length,
    );
    expect(bare.map(([one]) => one)).toEqual([]);
  });

  it('has a limit of its own that leaves every state its time, so that an undo chain is not cut off', () => {
    /** A step that waits does so once: what has waited too long is not tried again. */
    const longestSeconds = ({ Resource, Retry, TimeoutSeconds = 0 }: State): number => {
      const attempts = Resource?.endsWith('.waitForTaskToken')
        ? 1
        : (Retry ?? []).reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 1);
      return attempts * TimeoutSeconds;
    };
    const all = [...states, ...states.flatMap(([, state]) => inner(state))];
    const needed = all.reduce((sum, [, state]) => sum + longestSeconds(state), 0);
    expect(machine.TimeoutSeconds).toBeGreaterThan(needed);
  });

  it('catches whatever fails on the way through', () => {
    expect(steps.filter((step) => afterFailing(machine, step).length === 0)).toEqual([]);
  });

  it('names each undo after the step that it undoes', () => {
    const undos = Object.keys(machine.States).filter(isUndo).sort();
    expect(steps.flatMap((step) => undoOf(machine, step) ?? []).sort()).toEqual(undos);
  });

  it('unwinds every step that was done, newest first, whichever step fails, and then fails', () => {
    for (const [done, step] of steps.entries()) {
      const partly = machine.States[step]?.Type === 'Map' ? [step] : [];
      const undone = [...steps.slice(0, done), ...partly].toReversed();
      const way = afterFailing(machine, step);
      expect(way.filter(isUndo)).toEqual(undone.flatMap((one) => undoOf(machine, one) ?? []));
      expect(way.filter((one) => !isUndo(one))).toEqual([expect.stringMatching(/^Fail /)]);
      expect(way.at(-1)).toMatch(/^Fail /);
    }
  });

  it('undoes what it has held for a person just as it would have without', () => {
    const holds = states.filter(([state]) => state.startsWith('Hold '));
    for (const [hold] of holds) {
      const [step = ''] =
        states.find(([, { Catch }]) => Catch?.some(({ Next }) => Next === hold)) ?? [];
      expect(machine.States[hold]?.Next).toBe(step);
      expect(afterFailing(machine, hold)).toEqual(afterFailing(machine, step));
    }
  });

  it('reaches every state, and asks only tasks of capabilities that have them', () => {
    const targets = states.flatMap(([, { Next, Catch }]) => [
      Next,
      ...(Catch ?? []).map((one) => one.Next),
    ]);
    const lost = Object.keys(machine.States).filter(
      (one) => one !== machine.StartAt && !targets.includes(one),
    );
    expect(lost).toEqual([]);
    const asked = [...textOf(name).matchAll(/\$\{tasks:([^}]+)\}/g)].map(([, one]) => one);
    const able = capabilities.flatMap((one) => (one.tasks === true ? [one.name] : []));
    expect(asked.filter((one) => !able.includes(one ?? ''))).toEqual([]);
  });

  it('has a README that shows it as it is (UPDATE=1 renews it)', () => {
    const file = join(root, name, 'README.md');
    const fresh = readmeOf(name, machine);
    if (process.env['UPDATE'] === '1') writeFileSync(file, fresh);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(fresh);
  });
});
