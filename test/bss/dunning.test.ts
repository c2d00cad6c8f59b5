import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Debt, Owed } from '../../functions/bss/collections/debt.ts';
import {
  calendarOf,
  collectible,
  isClear,
  noDebt,
  overdueMicros,
  withOwed,
} from '../../functions/bss/collections/debt.ts';
import type { Decision } from '../../functions/bss/collections/decide.ts';
import { decide } from '../../functions/bss/collections/decide.ts';
import { isPaidUp, planOver } from '../../functions/bss/collections/plan.ts';
import { usualPolicy } from '../../functions/bss/collections/policy.ts';

const dayMs = 86_400_000;
const start = '2027-01-01T00:00:00.000Z';
const day = (days: number): string => new Date(Date.parse(start) + days * dayMs).toISOString();

const owed = (id: string, more: Partial<Owed> = {}): Owed => ({
  id,
  dueAt: start,
  micros: 100,
  version: 1,
  open: true,
  ...more,
});
const owing = (...bills: Owed[]): Debt => bills.reduce(withOwed, noDebt('EUR'));

/** Days of the steps, from the oldest due date. */
const days = (debt: Debt): number[] =>
  calendarOf(debt, usualPolicy).map(({ date }) => (Date.parse(date) - Date.parse(start)) / dayMs);

/** Lives through the days, looking whenever a look is due, and says when which step was done. */
const lived = (debt: Debt, until: number): { debt: Debt; steps: [number, string][] } => {
  const steps: [number, string][] = [];
  let state = debt;
  let at = start;
  for (let look = 0; look < 500 && at <= day(until); look += 1) {
    const decision: Decision = decide(state, usualPolicy, at, false);
    state = decision.debt;
    if (decision.step !== undefined)
      steps.push([(Date.parse(at) - Date.parse(start)) / dayMs, decision.step.name]);
    if (decision.next === undefined) break;
    at = decision.next;
  }
  return { debt: state, steps };
};

describe('the steps', () => {
  it('come on the days of the policy, and end there', () => {
    expect(lived(owing(owed('1')), 400).steps).toEqual([
      [3, 'reminder'],
      [10, 'fee'],
      [20, 'outgoing bar'],
      [30, 'suspension'],
      [60, 'cease'],
    ]);
  });

  it('are the calendar that was shown before', () => {
    const debt = owing(owed('1'));
    expect(lived(debt, 400).steps.map(([at]) => at)).toEqual(days(debt));
  });

  it('are counted from the oldest bill that is not paid', () => {
    const debt = owing(owed('1', { micros: 0 }), owed('2', { dueAt: day(5) }));
    expect(days(debt)).toEqual([8, 15, 25, 35, 65]);
  });

  it('wait while a promise lasts, and go on after it', () => {
    const debt = {
      ...owing(owed('1')),
      pauses: [{ id: 'p', from: day(5), until: day(12) }],
    };
    expect(days(debt)).toEqual([3, 17, 27, 37, 67]);
  });

  it('keep the time between them, after we have been away for long', () => {
    const debt = owing(owed('1'));
    const first = decide(debt, usualPolicy, day(100), false);
    expect(first.step?.name).toBe('reminder');
    expect(decide(first.debt, usualPolicy, day(106.9), false).step).toBeUndefined();
    expect(decide(first.debt, usualPolicy, day(107), false).step?.name).toBe('fee');
  });

  it('spare who owes less than the policy asks, or fewer bills, or for less long', () => {
    const debt = owing(owed('1', { micros: 4_000_000 }));
    const small = { ...usualPolicy, minimumBalance: { unit: 'EUR', value: 5 } };
    const few = { ...usualPolicy, minimumUnpaidBills: 2 };
    const young = { ...usualPolicy, minimumAgeDays: 5 };
    for (const policy of [small, few, young]) {
      expect(decide(debt, policy, day(4), false).step).toBeUndefined();
      expect(decide(debt, usualPolicy, day(4), false).step?.name).toBe('reminder');
    }
    expect(decide(debt, few, day(4), false).next).toBe(day(5));
  });

  it('are not for an account that is exempt', () => {
    expect(decide(owing(owed('1')), usualPolicy, day(50), true).step).toBeUndefined();
  });
});

describe('a dispute', () => {
  it('takes its own amount out and no more', () => {
    const debt = {
      ...owing(owed('1'), owed('2')),
      disputes: [{ id: 'd', bill: '1', micros: 70, decided: false }],
    };
    expect(overdueMicros(debt, day(1))).toBe(130);
  });
});

describe('the last payment', () => {
  it('takes back what was begun, and starts the next debt from the beginning', () => {
    const { debt } = lived(owing(owed('1')), 40);
    expect(debt.deeds.map(({ kind }) => kind)).toEqual(['bar', 'suspend']);
    const begun = { ...debt, deeds: debt.deeds.map((deed) => ({ ...deed, products: [] })) };
    const paid = decide(
      withOwed(begun, owed('1', { micros: 0, version: 2 })),
      usualPolicy,
      day(41),
      false,
    );
    expect(paid.cleared).toBe(true);
    expect(paid.debt.deeds.map(({ kind }) => kind)).toEqual(['bar', 'suspend', 'restore']);
    const next = withOwed(paid.debt, owed('2', { dueAt: day(50) }));
    expect(days(next)[0]).toBe(53);
  });

  it('drops what was decided and not begun', () => {
    const { debt } = lived(owing(owed('1')), 40);
    const paid = withOwed(debt, owed('1', { micros: 0, version: 2 }));
    expect(decide(paid, usualPolicy, day(41), false).debt.deeds).toEqual([]);
  });
});

const happening = fc.record({
  id: fc.integer({ min: 1, max: 4 }).map(String),
  micros: fc.integer({ min: 0, max: 300 }),
  version: fc.integer({ min: 1, max: 6 }),
  open: fc.boolean(),
  due: fc.integer({ min: 0, max: 40 }),
  days: fc.integer({ min: 0, max: 20 }),
});

it('holds whatever comes in whatever order: repeats change nothing, steps come once and in order, paid means clear', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (all) => {
      let debt = noDebt('EUR');
      let now = 0;
      for (const { id, micros, version, open, due, days: passed } of all) {
        now += passed;
        const told = owed(id, { micros, version, open, dueAt: day(due) });
        const heard = withOwed(debt, told);
        expect(withOwed(heard, told)).toBe(heard);
        const first = decide(heard, usualPolicy, day(now), false);
        const again = decide(first.debt, usualPolicy, day(now), false);
        expect(again.step).toBeUndefined();
        expect(again.cleared).toBe(false);
        debt = first.debt;
        const names = debt.done.map(({ step }) => step);
        expect(names).toEqual(usualPolicy.step.map(({ name }) => name).slice(0, names.length));
        if (isClear(debt, usualPolicy, day(now))) expect(names).toEqual([]);
        expect(debt.bills.every((bill) => collectible(debt, bill) <= bill.micros)).toBe(true);
        expect(first.next === undefined || first.next > day(now)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

describe('a promise in instalments', () => {
  const total = 90;
  /** Three parts of a debt that was due on day 0: on days 40, 70 and 100. */
  const planned = (): Debt => {
    const debt = owing(owed('1', { micros: total }));
    const due = [40, 70, 100].map((at) => ({ at: day(at), micros: 30 }));
    const plan = planOver(debt, due);
    return { ...debt, pauses: [{ id: 'ptp-1', from: day(1), until: day(100), plan }] };
  };
  /** Lives on while so much comes of it on each day, and says on which day the first step was done. */
  const firstStep = (payments: readonly (readonly [number, number])[], others: Owed[] = []) => {
    let debt = others.reduce(withOwed, planned());
    let [at, version] = [day(1), 1];
    for (let look = 0; look < 500 && at <= day(300); look += 1) {
      const came = payments.filter(([on]) => day(on) <= at).map(([, part]) => part);
      const paid = came.reduce((all, part) => all + part, 0);
      version += 1;
      debt = withOwed(debt, owed('1', { micros: Math.max(0, total - paid), version }));
      const decision = decide(debt, usualPolicy, at, false);
      debt = decision.debt;
      if (decision.step !== undefined) return (Date.parse(at) - Date.parse(start)) / dayMs;
      const next = payments.map(([on]) => day(on)).find((one) => one > at);
      const looks = [decision.next, next].flatMap((one) => one ?? []).sort();
      if (looks[0] === undefined) return undefined;
      at = looks[0];
    }
    return undefined;
  };

  it('holds every step back while its parts come in time, and is kept', () => {
    const inTime = [
      [39, 30],
      [70, 30],
      [99, 30],
    ] as const;
    expect(firstStep(inTime)).toBeUndefined();
    const debt = withOwed(planned(), owed('1', { micros: 0, version: 2 }));
    expect(debt.pauses.map(({ plan }) => plan && isPaidUp(debt, plan))).toEqual([true]);
  });

  it('is missed on the day of the first part that is short, and the steps go on with the days they had left', () => {
    // The reminder was to come on day 3; from day 1 to the miss no day counts.
    expect(firstStep([])).toBe(42);
    const short = [
      [40, 30],
      [69, 29],
    ] as const;
    expect(firstStep(short)).toBe(72);
  });

  it('holds only while new bills are paid beside it', () => {
    const paid = owed('2', { dueAt: day(20), micros: 0 });
    expect(firstStep([[2, 90]], [paid])).toBeUndefined();
    const missed = firstStep([], [owed('2', { dueAt: day(20) })]);
    expect(missed).toBeGreaterThan(23);
    expect(missed).toBeLessThan(26);
  });

  it('is missed exactly where what came by a date falls short of what was due by then', () => {
    const payment = fc.tuple(fc.integer({ min: 2, max: 120 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(fc.array(payment, { maxLength: 6 }), (payments) => {
        const sorted = payments.toSorted(([a], [b]) => a - b);
        const by = (at: number): number =>
          sorted.filter(([on]) => on <= at).reduce((all, [, part]) => all + part, 0);
        const short = [40, 70, 100].find((at, index) => by(at) < 30 * (index + 1));
        const step = firstStep(sorted);
        // Paid within the two days that were left before the reminder, nothing is done after all.
        if (short === undefined || by(short + 2) >= total) expect(step).toBeUndefined();
        else expect(step).toBe(short + 2);
      }),
      { numRuns: 200 },
    );
  });
});
