import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Load } from '../../infra/operate/forecast.ts';
import {
  byCapability,
  costOf,
  dayOf,
  floorOf,
  monthOf,
  sumOf,
} from '../../infra/operate/forecast.ts';
import {
  billing,
  measure,
  type Operations,
  rating,
  withLines,
} from '../../infra/operate/measure.ts';
import { ordering, reading, together, type Units, withRuntime } from '../../infra/operate/units.ts';
import { Prices } from '../../infra/prices.ts';

const prices = Prices.parse(JSON.parse(readFileSync('infra/prices.json', 'utf8')));
const load: Load = {
  customers: 30,
  ordersPerDay: 30,
  readsPerDay: 120,
  recordsPerDay: 180,
  billsPerDay: 60,
};

describe('a forecast', () => {
  let operations: Operations;
  let day: Units;

  beforeAll(async () => {
    await withRuntime(async (measured) => {
      operations = await measure(measured, 3);
      const lines = await withLines(measured, load.billsPerDay);
      day = together([
        await ordering(measured, 60, load.ordersPerDay),
        await reading(measured, load.readsPerDay),
        await rating(measured, lines, load.recordsPerDay / load.billsPerDay),
        await billing(measured, lines),
      ]);
    });
  }, 480_000);

  it('is within 15 % of what a replayed day of other orders, records and bills is metered at', () => {
    const [forecast, metered] = [
      sumOf(costOf(dayOf(load, operations), prices)),
      sumOf(costOf(day, prices)),
    ];
    expect(metered).toBeGreaterThan(0);
    expect(Math.abs(forecast / metered - 1)).toBeLessThan(0.15);
  });

  it('grows with the load and not faster', () => {
    const month = (factor: number) =>
      sumOf(
        monthOf(
          {
            customers: load.customers * factor,
            ordersPerDay: load.ordersPerDay * factor,
            readsPerDay: load.readsPerDay * factor,
            recordsPerDay: load.recordsPerDay * factor,
            billsPerDay: load.billsPerDay * factor,
          },
          operations,
          prices,
        ),
      );
    expect(month(10) / month(1)).toBeCloseTo(10, 6);
  });

  it('names every capability and machine that takes part, and nothing twice', () => {
    const names = byCapability(load, operations, prices, [
      'product-ordering',
      'service-ordering',
      'usage',
      'customer-bill',
    ]);
    const services = names.map(({ service }) => service);
    for (const part of [
      'product-ordering',
      'service-ordering',
      'provision-service-order',
      'relay',
      'usage',
      'customer-bill',
      'bill-run',
    ])
      expect(services).toContain(part);
    expect(new Set(services).size).toBe(services.length);
    const parts = costOf(dayOf(load, operations), prices).filter(({ service }) =>
      /^(function|state|table|event)/.test(service),
    );
    const month = 365.25 / 12;
    expect(sumOf(names)).toBeCloseTo(sumOf(parts) * month, 6);
  });
});

describe('what is paid for when nobody comes', () => {
  it('is keys, alarms by the metrics they look at, our own metrics, boards beyond three and the firewall', () => {
    const alarm = (metrics: number) => ({
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Metrics: [{ Expression: 'x' }, ...Array(metrics).fill({ MetricStat: {} })] },
    });
    const floor = floorOf(
      [
        { Type: 'AWS::KMS::Key' },
        { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
        alarm(3),
        { Type: 'AWS::CloudWatch::CompositeAlarm' },
        ...Array(4).fill({ Type: 'AWS::CloudWatch::Dashboard' }),
        { Type: 'AWS::WAFv2::WebACL', Properties: { Rules: [{}, {}] } },
      ],
      5,
      prices,
    );
    expect(Object.fromEntries(floor.map(({ service, usd }) => [service, usd]))).toEqual({
      keys: 1,
      alarms: expect.closeTo(0.9, 6),
      'our own metrics': 1.5,
      boards: 3,
      firewall: 7,
    });
  });
});
