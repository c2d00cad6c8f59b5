import { expect, it } from '@jest/globals';
import { parseSchedule } from '../../../infra/local/events/schedule.ts';

it.each([
  ['rate(5 minutes)', '2030-01-01T00:00:00Z', '2030-01-01T00:05:00Z'],
  ['rate(1 day)', '2030-01-01T10:00:00Z', '2030-01-02T10:00:00Z'],
  ['cron(0 2 * * ? *)', '2030-01-01T02:00:00Z', '2030-01-02T02:00:00Z'],
  ['cron(0/15 * * * ? *)', '2030-01-01T00:01:00Z', '2030-01-01T00:15:00Z'],
  ['cron(30 3 1 * ? *)', '2030-01-02T00:00:00Z', '2030-02-01T03:30:00Z'],
  ['cron(0 0 L * ? *)', '2030-02-01T00:00:00Z', '2030-02-28T00:00:00Z'],
  ['cron(0 9 ? * MON-FRI *)', '2030-01-04T10:00:00Z', '2030-01-07T09:00:00Z'],
  ['cron(0 9 ? * 2#1 *)', '2030-01-08T00:00:00Z', '2030-02-04T09:00:00Z'],
  ['cron(0 9 ? * FRIL *)', '2030-01-01T00:00:00Z', '2030-01-25T09:00:00Z'],
  ['cron(0 0 29 FEB ? *)', '2030-01-01T00:00:00Z', '2032-02-29T00:00:00Z'],
])('%s after %s is due at %s', (text, after, due) => {
  expect(parseSchedule(text)(Date.parse(after))).toBe(Date.parse(due));
});

it.each(['rate(0 minutes)', 'cron(* * *)', 'cron(61 0 * * ? *)', 'daily'])('refuses %s', (text) => {
  expect(() => parseSchedule(text)).toThrow();
});
