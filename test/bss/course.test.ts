import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, Course } from '../../functions/bss/payment/course.ts';
import {
  answered,
  asking,
  due,
  heard,
  lookDelaysMs,
  opened,
  unanswered,
} from '../../functions/bss/payment/course.ts';

const at = '2027-01-01T00:00:00.000Z';
const approved: Answer = { kind: 'approved', reference: 'r' };
const declined: Answer = { kind: 'declined', reason: 'no money', final: false };
const daysBetween = (from: string, to: string | undefined): number =>
  (Date.parse(to ?? '') - Date.parse(from)) / 86_400_000;

const noes = (count: number): { course: Course; ending?: string } => {
  let state: { course: Course; ending?: string } = { course: opened(at, false) };
  for (let no = 0; no < count; no += 1) {
    const now = state.course.next ?? at;
    state = answered(asking(state.course, now), declined, now);
  }
  return state;
};

describe('the course of a payment', () => {
  it('asks again 8, 8 and 8 days after a no, and is denied at the fourth', () => {
    for (const count of [1, 2, 3]) {
      const { course, ending } = noes(count);
      expect(ending).toBeUndefined();
      expect(daysBetween(at, course.next)).toBe(8 * count);
    }
    expect(noes(4)).toMatchObject({ ending: 'denied', course: { phase: 'ended' } });
  });

  it('waits 300 s and twice as long each time for a provider that is out of order', () => {
    let course = opened(at, false);
    const waits: number[] = [];
    for (let outage = 0; outage < 4; outage += 1) {
      const now = course.next ?? at;
      course = answered(asking(course, now), { kind: 'unavailable' }, now).course;
      waits.push((Date.parse(course.next ?? '') - Date.parse(now)) / 1000);
    }
    expect(waits).toEqual([300, 600, 1200, 2400]);
  });

  it('looks after 5 minutes, 1 hour and five times a day, and then calls off', () => {
    let course = asking(opened(at, false), at);
    const waits: number[] = [];
    let now = at;
    while (due(course, course.next ?? '') === 'look') {
      waits.push(Date.parse(course.next ?? '') - Date.parse(now));
      now = course.next ?? '';
      course = unanswered(course, now);
    }
    expect(waits).toEqual(lookDelaysMs);
    expect(due(course, course.next ?? '')).toBe('void');
  });

  it('keeps its request’s number when the request never arrived', () => {
    const out = asking(opened(at, false), at);
    const back = answered(out, { kind: 'absent' }, at).course;
    expect(asking(back, at).attempt).toBe(out.attempt);
    expect(asking(noes(1).course, at).attempt).toBe(2);
  });

  it('takes a late no for nothing where the answer is known', () => {
    const { course } = noes(1);
    expect(heard(course, 1, declined, at).course).toBe(course);
    const done = answered(asking(course, at), approved, at).course;
    expect(heard(done, 2, declined, at).course).toBe(done);
  });

  it('ends at the first no when a person waits', () => {
    expect(answered(asking(opened(at, true), at), declined, at).ending).toBe('denied');
  });
});

/**
 * A provider that keeps its contract (a key is charged once, its answer never changes), behind a line that loses
 * requests and answers, delays requests until after we have looked, and repeats messages, as the numbers say.
 */
const line = () => {
  const charged = new Map<string, Answer>();
  const mail: { attempt: number; answer: Answer }[] = [];
  const underWay: number[] = [];
  const arrive = (attempt: number, answer: Answer): Answer => {
    const known = charged.get(String(attempt)) ?? answer;
    charged.set(String(attempt), known);
    mail.push({ attempt, answer: known });
    return known;
  };
  const ask = (attempt: number, how: string): Answer => {
    if (how === 'requestLost') return { kind: 'unknown' };
    if (how === 'unavailable') return { kind: 'unavailable' };
    if (how === 'requestLate') underWay.push(attempt);
    if (how === 'requestLate') return { kind: 'unknown' };
    const answer = arrive(attempt, how.startsWith('declined') ? declined : approved);
    return how.endsWith('Lost') ? { kind: 'unknown' } : answer;
  };
  return {
    charged,
    mail,
    ask,
    /** What was under way arrives. */
    deliver: (): void => {
      for (const attempt of underWay.splice(0)) arrive(attempt, approved);
    },
    look: (attempt: number, how: string): Answer =>
      how.endsWith('Lost')
        ? { kind: 'unknown' }
        : (charged.get(String(attempt)) ?? { kind: 'absent' }),
    callOff: (attempt: number): Answer => arrive(attempt, { kind: 'voided' }),
  };
};

const move = fc.record({
  how: fc.constantFrom(
    'approved',
    'declined',
    'approvedLost',
    'declinedLost',
    'requestLost',
    'requestLate',
    'unavailable',
  ),
  mail: fc.nat(20),
  deliver: fc.boolean(),
  crash: fc.boolean(),
});
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

/** A payment that is asked for over such a line; counts how often it says that the money was taken. */
const story = (attended: boolean) => {
  const provider = line();
  let course = opened(at, attended);
  let endings = 0;
  const take = (after: ReturnType<typeof answered>): void => {
    course = after.course;
    if (after.ending === 'approved') endings += 1;
  };
  const ask = ({ how, crash }: Move, now: string): void => {
    course = asking(course, now);
    const answer = provider.ask(course.attempt, how);
    // A crash after the request was sent loses its answer; that a request is out was kept before.
    if (!crash) take(heard(course, course.attempt, answer, now));
  };
  const check = (answer: Answer, now: string): void => {
    const after = answered(course, answer, now);
    if (after.course === course) course = unanswered(course, now);
    else take(after);
  };
  const letter = ({ mail }: Move, now: string): void => {
    const one = provider.mail[mail % Math.max(1, provider.mail.length)];
    if (one !== undefined) take(heard(course, one.attempt, one.answer, now));
  };
  const step = (one: Move): void => {
    const now = course.next ?? at;
    if (one.deliver) letter(one, now);
    const doing = due(course, now);
    if (doing === 'ask') ask(one, now);
    if (doing === 'look') check(provider.look(course.attempt, one.how), now);
    if (doing === 'void') check(provider.callOff(course.attempt), now);
    if (one.deliver) provider.deliver();
  };
  return { provider, step, result: () => ({ course, endings }) };
};

it('takes the money at most once, and says so, whatever is lost, late, repeated or killed', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), fc.boolean(), (moves, attended) => {
      const { provider, step, result } = story(attended);
      for (const one of moves) step(one);
      for (let round = 0; round < 200 && result().course.phase !== 'ended'; round += 1)
        step({ how: 'approved', mail: 0, deliver: true, crash: false });
      provider.deliver();
      const taken = [...provider.charged.values()].filter(({ kind }) => kind === 'approved').length;
      const { course, endings } = result();
      expect(course.phase).toBe('ended');
      expect(taken).toBeLessThanOrEqual(1);
      expect(endings).toBe(taken);
    }),
    { numRuns: 5000 },
  );
});
