import * as z from 'zod';
import { expecting } from './caller.ts';
import { forSeconds, type Row } from './measure.ts';
import type { Subject } from './subject.ts';

const categories = '/tmf-api/productCatalogManagement/v4/category';

/** TM Forum's reference component (Node and MongoDB), measured on a machine like ours: ms at 1 client, a second at 16. */
const reference: Readonly<Record<string, { readonly ms: number; readonly perSecond: number }>> = {
  create: { ms: 2.8, perSecond: 480 },
  get: { ms: 1.1, perSecond: 2060 },
  'list of 20': { ms: 1.8, perSecond: 1190 },
  patch: { ms: 3.4, perSecond: 450 },
};

const Created = z.looseObject({ id: z.string() });

const seeded = async ({ operations }: Subject): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let index = 0; index < 100; index += 1) {
    const made = operations.call('POST', categories, { name: `Seed ${index}`, isRoot: true });
    ids.push(Created.parse(await expecting(201, made)).id);
  }
  return ids;
};

/** As a ratio to the reference, more is better: 2 is twice as fast. */
const against = (call: string, clients: number, p50: number, perSecond: number): Row => {
  const known = reference[call];
  if (known === undefined) return {};
  const ratio = clients === 1 ? known.ms / p50 : perSecond / known.perSecond;
  const theirs = clients === 1 ? `${known.ms} ms` : `${known.perSecond}/s`;
  return { reference: theirs, ratio: Number(ratio.toFixed(2)) };
};

/** Reads come first: what a create sets going in the background would be measured with them. */
export const tmfSection = async (subject: Subject): Promise<readonly Row[]> => {
  const { operations, runtime, quick } = subject;
  const ids = await seeded(subject);
  const idAt = (index: number): string => ids[index % ids.length] ?? '';
  const calls: Readonly<Record<string, (index: number) => Promise<unknown>>> = {
    get: (index) => expecting(200, operations.call('GET', `${categories}/${idAt(index)}`)),
    'list of 20': () => expecting(200, operations.call('GET', `${categories}?limit=20`)),
    'filter of 100': (index) =>
      expecting(200, operations.call('GET', `${categories}?name=Seed%20${index % ids.length}`)),
    /** Each of the clients changes resources of its own, so that none loses a race. */
    patch: (index) =>
      expecting(
        200,
        operations.call('PATCH', `${categories}/${idAt(index)}`, { description: `v${index}` }),
      ),
    create: (index) =>
      expecting(201, operations.call('POST', categories, { name: `New ${index}` })),
  };
  const rows: Row[] = [];
  for (const [call, work] of Object.entries(calls)) {
    for (const clients of [1, 16]) {
      await runtime.idle();
      const timing = await forSeconds(quick ? 1 : 4, clients, work);
      rows.push({
        call,
        clients,
        ...timing,
        ...against(call, clients, timing.p50, timing.perSecond),
      });
    }
  }
  await runtime.idle();
  return rows;
};
