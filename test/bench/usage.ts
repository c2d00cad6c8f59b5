import { readFileSync } from 'node:fs';
import { chargesBetween } from '../../infra/demo/cost.ts';
import { Prices } from '../../infra/prices.ts';
import { bringFile, collectFile, quiet } from '../journeys/usage-operator.ts';
import type { Row } from './measure.ts';
import { benchTerms, csvHeader, csvMapping, csvOf, sampleRecords } from './rating-subject.ts';
import { readMeter, type Subject } from './subject.ts';

const catalogue = '/tmf-api/productCatalogManagement/v4';

const created = async (subject: Subject, path: string, body: object): Promise<any> => {
  const answer = await subject.runtime.fetchJson('operations', 'POST', path, body);
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};

const subscribers = 1000;

/** An active product for each subscriber of the sample, on the bench's tariff. */
const prepare = async (subject: Subject): Promise<void> => {
  const price = await created(subject, `${catalogue}/productOfferingPrice`, {
    name: 'Bench usage',
    lifecycleStatus: 'Active',
    priceType: 'usage',
    price: { unit: 'EUR', value: 0 },
    prodSpecCharValueUse: [
      { name: 'tariff', productSpecCharacteristicValue: [{ value: benchTerms.terms }] },
    ],
  });
  const offering = await created(subject, `${catalogue}/productOffering`, {
    name: 'Bench usage',
    lifecycleStatus: 'Launched',
    productOfferingPrice: [{ id: price.id, name: 'Bench usage' }],
  });
  const waiting = Array.from({ length: subscribers }, (_, index) => index).values();
  const lane = async (): Promise<void> => {
    for (const index of waiting)
      await created(subject, '/tmf-api/productInventory/v4/product', {
        status: 'active',
        startDate: '2020-01-01T00:00:00.000Z',
        productOffering: { id: offering.id },
        productCharacteristic: [{ name: 'msisdn', value: `3247${String(index).padStart(7, '0')}` }],
        relatedParty: [{ id: `ind-${index}`, role: 'customer', '@referredType': 'Individual' }],
        billingAccount: { id: `ba-${index}` },
      });
  };
  await Promise.all(Array.from({ length: 4 }, lane));
  await quiet(subject.runtime);
};

/** Batches over HTTP to rated, stored and charged; table units of the batch itself, before its events are heard. */
export const usageSection = async (subject: Subject): Promise<readonly Row[]> => {
  await prepare(subject);
  const batches = subject.quick ? 2 : 3;
  const size = 100_000;
  const samples = sampleRecords(batches * size, subscribers);
  const prices = Prices.parse(JSON.parse(readFileSync('infra/prices.json', 'utf8')));
  const rows: Row[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const content = `${csvHeader}\n${csvOf(samples.slice(batch * size, (batch + 1) * size))}`;
    await quiet(subject.runtime);
    const before = await readMeter(subject);
    const url = await bringFile(subject.runtime, content);
    const startedAt = performance.now();
    const report = await collectFile(subject.runtime, {
      source: 'bench',
      format: 'csv',
      mapping: csvMapping,
      url,
    });
    const seconds = (performance.now() - startedAt) / 1000;
    await quiet(subject.runtime);
    const after = await readMeter(subject);
    const used = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
    const usd = chargesBetween(before, after, 0, prices).reduce((sum, one) => sum + one.usd, 0);
    rows.push({
      batch: batch + 1,
      records: report.rated,
      'records/s': Math.round(report.rated / seconds),
      'write units a record, charges to billing included': Number(
        (used('dynamodb.writeUnits') / report.rated).toFixed(3),
      ),
      'read units a record': Number((used('dynamodb.readUnits') / report.rated).toFixed(3)),
      'events a record': Number((used('events.published') / report.rated).toFixed(4)),
      'dollars a million records': Number(((usd * 1e6) / report.rated).toFixed(2)),
    });
  }
  return rows;
};
