import { setTimeout as pause } from 'node:timers/promises';
import type { TestRuntime } from '../harness/runtime.ts';
import { post } from './operator.ts';

const catalogue = '/tmf-api/productCatalogManagement/v4';

/** Names of the APIs that usage is tested through. */
export const usageApi = '/tmf-api/usageManagement/v4';
export const collectionApi = '/usage-collection/v1';
export const inventory = '/tmf-api/productInventory/v4/product';

/** A usage price with its tariff, as the catalogue holds it. */
export const pricedBy = (name: string, tariff: object): object => ({
  name,
  lifecycleStatus: 'Active',
  version: '1.0',
  priceType: 'usage',
  price: { unit: 'EUR', value: 0 },
  prodSpecCharValueUse: [{ name: 'tariff', productSpecCharacteristicValue: [{ value: tariff }] }],
});

/** An offering of one usage price. */
export const offeringOf = async (
  runtime: TestRuntime,
  name: string,
  tariff: object,
): Promise<{ readonly offering: string; readonly price: string }> => {
  const price = await post(runtime, `${catalogue}/productOfferingPrice`, pricedBy(name, tariff));
  const offering = await post(runtime, `${catalogue}/productOffering`, {
    name,
    lifecycleStatus: 'Launched',
    productOfferingPrice: [{ id: price, name }],
  });
  return { offering, price };
};

export const pricePath = (id: string): string => `${catalogue}/productOfferingPrice/${id}`;

/** An active product with its number, without the order that would have made it. */
export const lineOf = (
  offering: string,
  number: string,
  more: object = {},
): Record<string, unknown> => ({
  status: 'active',
  startDate: '2020-01-01T00:00:00.000Z',
  productOffering: { id: offering },
  productCharacteristic: [{ name: 'msisdn', value: number }],
  relatedParty: [{ id: 'ind-test', role: 'customer', '@referredType': 'Individual' }],
  billingAccount: { id: 'ba-test' },
  ...more,
});

/** Waits until all is quiet, longer than one call may: hundreds of products take their time on a busy machine. */
export const quiet = async (runtime: TestRuntime): Promise<void> => {
  for (let wait = 0; wait < 10; wait += 1)
    if ((await runtime.control('POST', 'idle')).status === 200) return;
  throw new Error('The runtime did not become quiet');
};

/** Brings a file to the exchange and answers its address. */
export const bringFile = async (runtime: TestRuntime, content: string): Promise<string> => {
  const place = { name: 'usage', contentType: 'text/csv' };
  const { body } = await runtime.fetchJson('operations', 'POST', '/files/v1/file', place);
  const put = await fetch(body.uploadUrl, {
    method: 'PUT',
    headers: { 'content-type': place.contentType },
    body: content,
  });
  if (put.status !== 200) throw new Error(`${put.status} ${await put.text()}`);
  return body.href;
};

/** Has a file collected, and answers its report when it is done. */
export const collectFile = async (runtime: TestRuntime, body: object): Promise<any> => {
  const path = `${collectionApi}/usageCollection`;
  const begun = await runtime.fetchJson('operations', 'POST', path, body);
  if (begun.status !== 201) throw new Error(`${begun.status} ${JSON.stringify(begun.body)}`);
  for (let look = 0; look < 1_000; look += 1) {
    const { body: report } = await runtime.fetchJson(
      'operations',
      'GET',
      `${path}/${begun.body.id}`,
    );
    if (report.status !== 'inProgress') return report;
    await pause(100);
  }
  throw new Error('The file was not collected');
};

/** Sends a batch of records and answers its report. */
export const sendBatch = async (
  runtime: TestRuntime,
  record: readonly object[],
  source = 'msc-1',
): Promise<any> => {
  const { status, body } = await runtime.fetchJson(
    'operations',
    'POST',
    `${collectionApi}/usageCollection`,
    { source, format: 'records', record },
  );
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

/** The month's sums of a subscription. */
export const summaryOf = async (
  runtime: TestRuntime,
  scope: string,
  month: string,
): Promise<any> => {
  const path = `${collectionApi}/usageSummary/${scope}~${month}`;
  return (await runtime.fetchJson('operations', 'GET', path)).body;
};
