import { expect, it } from '@jest/globals';
import { AwsError } from '../../../infra/local/service.ts';
import { root, turn } from '../still-clock.ts';
import { aBus, aRule, entry } from './fixture.ts';

const broken = async (): Promise<void> => {
  throw new Error('broken');
};

it('delivers an event to the targets whose rules fit', async () => {
  const bus = aBus([
    aRule(),
    aRule({ arn: 'arn:rule/2', pattern: { source: ['bss.y'] } }),
    aRule({ arn: 'arn:rule/3', enabled: false }),
  ]);
  const { Entries } = await bus.put(entry({ a: 1 }));
  await bus.events().idle();
  expect(bus.delivered).toHaveLength(1);
  expect(bus.delivered[0]).toMatchObject({
    id: Entries[0].EventId,
    source: 'bss.x',
    'detail-type': 'XEvent',
    detail: { a: 1 },
    time: '2030-01-01T00:00:00Z',
  });
});

it('refuses single entries and takes the others', async () => {
  const bus = aBus([aRule()]);
  const answer = await bus.put(
    entry(),
    entry({}, { Detail: '[1]' }),
    entry({}, { DetailType: undefined }),
    entry({}, { Source: 'aws.x' }),
    entry({}, { EventBusName: 'no' }),
  );
  expect(answer.FailedEntryCount).toBe(4);
  expect(answer.Entries.map((one: any) => one.ErrorCode)).toEqual([
    undefined,
    'MalformedDetail',
    'InvalidArgument',
    'NotAuthorizedForSourceException',
    'ResourceNotFoundException',
  ]);
});

it('refuses eleven entries, and 256 KB', async () => {
  const bus = aBus([]);
  await expect(bus.put(...Array.from({ length: 11 }, () => entry()))).rejects.toMatchObject({
    code: 'ValidationException',
  });
  await expect(bus.put(entry({ a: 'x'.repeat(262_144) }))).rejects.toMatchObject({
    code: 'ValidationException',
  });
});

it('asks whether the caller may publish on the bus', async () => {
  const bus = aBus([]);
  const asked: unknown[] = [];
  const caller = { principal: 'r', authorize: (...args: unknown[]) => void asked.push(args) };
  await bus.events().handle('PutEvents', { Entries: [entry()] }, caller);
  expect(asked[0]).toEqual([
    'events:PutEvents',
    'arn:aws:events:us-east-1:000000000000:event-bus/main',
    { 'events:source': 'bss.x', 'events:detail-type': 'XEvent' },
  ]);
});

it('meters an event for each 64 KB begun', async () => {
  const bus = aBus([]);
  await bus.put(entry(), entry({ a: 'x'.repeat(70_000) }));
  expect(bus.counts.read()['events.published']).toBe(3);
});

it.each([
  [{ Input: '{"fixed":1}' }, { fixed: 1 }],
  [{ InputPath: '$.detail.a' }, { b: 'q"' }],
  [
    {
      InputTransformer: {
        InputPathsMap: { a: '$.detail.a', b: '$.detail.a.b', none: '$.no' },
        InputTemplate:
          '{"a": <a>, "b": <b>, "text": "it is <b>", "none": <none>, "rule": <aws.events.rule-name>}',
      },
    },
    { a: { b: 'q"' }, b: 'q"', text: 'it is q"', none: null, rule: 'r' },
  ],
])('shapes the input of a target by %j', async (target, payload) => {
  const bus = aBus([aRule({}, target)]);
  await bus.put(entry({ a: { b: 'q"' } }));
  await bus.events().idle();
  expect(bus.delivered[0]).toEqual(payload);
});

it('tries again after 1, 2 and 4 seconds and then leaves a dead letter', async () => {
  const target = { RetryPolicy: { MaximumRetryAttempts: 3 }, DeadLetterConfig: { Arn: 'arn:dlq' } };
  const bus = aBus([aRule({}, target)], broken);
  await bus.put(entry());
  await turn();
  for (const [seconds, tries] of [
    [1, 2],
    [1, 2],
    [1, 3],
    [4, 4],
  ] as const) {
    await bus.later(seconds);
    expect(bus.delivered).toHaveLength(tries);
  }
  expect(bus.dead[0]).toMatchObject({
    queueArn: 'arn:dlq',
    attributes: {
      RULE_ARN: 'arn:rule/r',
      TARGET_ARN: 'arn:target',
      ERROR_CODE: 'SDK_CLIENT_ERROR',
      ERROR_MESSAGE: 'broken',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '3',
    },
  });
  await bus.events().idle();
});

it('gives an event up that is too old', async () => {
  const target = {
    RetryPolicy: { MaximumEventAgeInSeconds: 60 },
    DeadLetterConfig: { Arn: 'arn:dlq' },
  };
  const bus = aBus([aRule({}, target)], broken);
  await bus.put(entry());
  await turn();
  await bus.later(61);
  expect(bus.dead[0]?.attributes['EXHAUSTED_RETRY_CONDITION']).toBe('MaximumEventAgeInSeconds');
});

it('does not try again what is not allowed', async () => {
  const bus = aBus([aRule({}, { DeadLetterConfig: { Arn: 'arn:dlq' } })], async () => {
    throw new AwsError('AccessDeniedException', 'no');
  });
  await bus.put(entry());
  await bus.events().idle();
  expect(bus.delivered).toHaveLength(1);
  expect(bus.dead[0]?.attributes['ERROR_CODE']).toBe('NO_PERMISSIONS');
});

it('goes on after a restart with what no target has taken', async () => {
  let hangs = true;
  const bus = aBus([aRule()], () => (hangs ? new Promise(() => {}) : Promise.resolve()));
  await bus.put(entry({ a: 1 }), entry({ a: 2 }));
  await turn();
  hangs = false;
  bus.restart();
  await bus.events().idle();
  expect(bus.delivered.map((one) => one.detail.a)).toEqual([1, 2, 1, 2]);
  bus.restart();
  await bus.events().idle();
  expect(bus.delivered).toHaveLength(4);
});

it('keeps the attempts and the next try over a restart', async () => {
  const bus = aBus([aRule()], broken);
  await bus.put(entry());
  await turn();
  await bus.later(1);
  bus.restart();
  await bus.later(1);
  expect(bus.delivered).toHaveLength(2);
  await bus.later(1);
  expect(bus.delivered).toHaveLength(3);
});

it('delivers at most 64 at once', async () => {
  let now = 0;
  let most = 0;
  const bus = aBus([aRule()], async () => {
    most = Math.max(most, ++now);
    await turn();
    now -= 1;
  });
  await Promise.all(
    Array.from({ length: 20 }, () => bus.put(...Array.from({ length: 10 }, () => entry()))),
  );
  await bus.events().idle();
  expect([most, bus.delivered.length]).toEqual([64, 200]);
});

it('delivers twice and later when asked to', async () => {
  const bus = aBus([aRule()]);
  bus.events().duplicateNext(1);
  await bus.put(entry(), entry());
  await bus.events().idle();
  expect(bus.delivered).toHaveLength(3);
  bus.events().delayNext(1, 5000);
  await bus.put(entry());
  await turn();
  expect(bus.delivered).toHaveLength(3);
  await bus.later(5);
  expect(bus.delivered).toHaveLength(4);
});

it('ticks by the clock, catches up when it jumps, and keeps the rhythm over a restart', async () => {
  const { pattern: _, ...rule } = aRule({ schedule: 'cron(0 2 * * ? *)' });
  const bus = aBus([rule]);
  bus.events().resume();
  await bus.later(3 * 86_400);
  expect(bus.delivered.map((one) => one.time)).toEqual([
    '2030-01-01T02:00:00Z',
    '2030-01-02T02:00:00Z',
    '2030-01-03T02:00:00Z',
  ]);
  bus.restart();
  await bus.later(2 * 3600);
  expect(bus.delivered[3]).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    resources: ['arn:rule/r'],
  });
  expect(bus.delivered).toHaveLength(4);
});

it('ticks once for all ticks of a rate that a jump passed, and for each time that a cron names', async () => {
  const { pattern: _, ...rule } = aRule({ schedule: 'rate(1 minute)' });
  const minutes = aBus([rule]);
  minutes.events().resume();
  await minutes.later(30 * 86_400);
  expect(minutes.delivered.map((one) => one.time)).toEqual(['2030-01-31T00:00:00Z']);
  await minutes.later(60);
  expect(minutes.delivered).toHaveLength(2);
  const days = aBus([{ ...rule, schedule: 'cron(0 12 * * ? *)' }]);
  days.events().resume();
  await days.later(365 * 86_400);
  expect(days.delivered).toHaveLength(365);
});

it('lists rules and their targets', async () => {
  const bus = aBus([aRule()]);
  const { Rules } = (await bus.events().handle('ListRules', { EventBusName: 'main' }, root)) as any;
  expect(Rules).toMatchObject([
    { Name: 'r', State: 'ENABLED', EventPattern: '{"source":["bss.x"]}' },
  ]);
  const { Targets } = (await bus
    .events()
    .handle('ListTargetsByRule', { Rule: 'r', EventBusName: 'main' }, root)) as any;
  expect(Targets).toEqual([{ Id: 't', Arn: 'arn:target' }]);
});
