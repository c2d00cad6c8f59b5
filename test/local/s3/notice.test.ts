import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { capability as productCatalog } from '../../../functions/bss/product-catalog/capability.ts';
import { subscriber } from '../../../functions/kernel/events/subscriber.ts';
import { CapabilityParts } from '../../../infra/constructs/capability.ts';
import { openEvents } from '../../../infra/local/events/service.ts';
import { meter } from '../../../infra/local/meter.ts';
import { stages } from '../../../infra/stages.ts';
import { aRule } from '../events/fixture.ts';
import { stillClock, turn } from '../still-clock.ts';

const said = (key: string): object => ({
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::strowger-local-files-000000000000-us-east-1'],
  detail: {
    version: '0',
    bucket: { name: 'strowger-local-files-000000000000-us-east-1' },
    object: { key, size: 3, etag: 'e', sequencer: '1' },
    reason: 'PutObject',
  },
});

/** Everything that CloudFormation would resolve is the embedded runtime's here. */
const resolved = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value).replace(
      /\{"Fn::Join":\["",(\[.*?\])\]\}/g,
      (_, parts: string) =>
        `"${parts
          .replace('{"Ref":"AWS::AccountId"}', '"000000000000"')
          .replace('{"Ref":"AWS::Region"}', '"us-east-1"')
          .slice(1, -1)
          .split(',')
          .map((part) => part.slice(1, -1))
          .join('')}"`,
    ),
  );

describe('a capability that hears of files', () => {
  let pattern: unknown;
  let delivered: any[];
  let events: ReturnType<typeof openEvents>;

  beforeAll(() => {
    const stack = new Stack(new App(), 'Test');
    new CapabilityParts(stack, 'parts', {
      stage: stages.local,
      capability: { ...productCatalog, files: { hears: ['usage'] } },
    });
    const rules = Template.fromStack(stack).findResources('AWS::Events::Rule', {
      Properties: { Name: 'strowger-local-product-catalog-hears-files' },
    });
    const [rule] = Object.values(rules);
    expect(rule?.['Properties'].EventBusName).toBeUndefined();
    expect(rule?.['Properties'].Targets[0].DeadLetterConfig).toBeDefined();
    pattern = resolved(rule?.['Properties'].EventPattern);
  });

  afterEach(() => events.close());

  const open = (): void => {
    delivered = [];
    events = openEvents({
      file: join(mkdtempSync(join(tmpdir(), 'events-')), 'events.sqlite'),
      clock: stillClock(),
      meter: meter(),
      buses: [],
      rules: [aRule({ bus: 'default', pattern })],
      archives: [],
      deliver: async (_, payload) => {
        delivered.push(payload);
      },
      deadLetter: () => {},
    });
  };

  it('is told of those in the areas that its manifest says, and of no others', async () => {
    open();
    events.publish('aws.s3', said('demo/usage/calls.csv'));
    events.publish('aws.s3', said('demo/billing/bill.pdf'));
    await turn();
    expect(delivered.map(({ detail }) => detail.object.key)).toEqual(['demo/usage/calls.csv']);
  });

  it('takes each in its effect, for the tenant whose file it is', async () => {
    open();
    events.publish('aws.s3', said('demo/usage/calls~2F1.csv'));
    await turn();
    const effect = jest.fn(async (_file: unknown, _context: unknown) => {});
    await subscriber('usage', {}, effect)(delivered[0], Object.create(null));
    expect(effect).toHaveBeenCalledWith(
      { tenant: 'demo', area: 'usage', name: 'calls/1.csv', bytes: 3, etag: 'e' },
      expect.objectContaining({
        caller: expect.objectContaining({ tenant: 'demo', subject: 'system:usage' }),
        causationId: delivered[0].id,
      }),
    );
  });
});
