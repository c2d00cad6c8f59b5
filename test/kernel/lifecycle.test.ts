import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  individualLifecycle,
  organizationLifecycle,
} from '../../functions/bss/party/lifecycles.ts';
import { productLifecycle } from '../../functions/bss/product-inventory/product.ts';
import { cancelProductOrderLifecycle } from '../../functions/bss/product-ordering/cancel-product-order.ts';
import { productOrderLifecycle } from '../../functions/bss/product-ordering/lifecycle.ts';
import { catalogueLifecycle } from '../../functions/kernel/lifecycle/catalogue.ts';
import {
  assertMove,
  isFinal,
  lifecycle,
  priorStates,
} from '../../functions/kernel/lifecycle/lifecycle.ts';
import { serviceLifecycle } from '../../functions/oss/service-inventory/service.ts';
import { cancelServiceOrderLifecycle } from '../../functions/oss/service-ordering/cancel-service-order.ts';
import { serviceOrderLifecycle } from '../../functions/oss/service-ordering/service-order.ts';

const official: Record<string, { initial: string[]; moves: string[][] }> = JSON.parse(
  readFileSync('test/fixtures/states.json', 'utf8'),
);
const machines = {
  productOrder: productOrderLifecycle,
  serviceOrder: serviceOrderLifecycle,
  product: productLifecycle,
  service: serviceLifecycle,
  productOffering: catalogueLifecycle,
  individual: individualLifecycle,
  organization: organizationLifecycle,
  cancelOrderTask: cancelProductOrderLifecycle,
};
const pairs = (moves: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(moves)
    .flatMap(([from, targets]) => targets.map((to) => `${from} > ${to}`))
    .sort();

describe.each(Object.entries(machines))('the lifecycle of %s', (key, machine) => {
  it('has the moves of the official diagram, once ours are taken away', () => {
    const ours = pairs(machine.extensions);
    expect(pairs(machine.moves).filter((move) => !ours.includes(move))).toEqual(
      official[key]?.moves.map(([from, to]) => `${from} > ${to}`).sort(),
    );
  });

  it('starts only where the official diagram starts', () => {
    expect(official[key]?.initial).toEqual(expect.arrayContaining([...machine.initial]));
  });
});

it('moves a task of TMF641 as one of TMF622, but for the name of the first state', () => {
  const renamed = JSON.stringify(cancelServiceOrderLifecycle).replaceAll(
    'accepted',
    'acknowledged',
  );
  expect(JSON.parse(renamed)).toEqual(cancelProductOrderLifecycle);
});

describe('a lifecycle', () => {
  const machine = lifecycle(['a'], { a: ['b'], b: [] }, { b: ['a'] });

  it('names every state from which a move leads, and the state itself', () => {
    expect(priorStates(machine, 'b')).toEqual(['b', 'a']);
  });

  it('refuses what is not in the diagram and says what would be', () => {
    expect(() => assertMove(machine, 'a', 'c')).toThrow('a cannot become c; it can become b');
    expect(() => assertMove(machine, 'a', 'a')).not.toThrow();
  });

  it('knows a final state', () => {
    expect(isFinal(machine, 'b')).toBe(false);
    expect(isFinal(lifecycle(['a'], { a: [] }), 'a')).toBe(true);
  });
});
