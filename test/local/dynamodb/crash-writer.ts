/** Writes without end into the tables of the file named first; the crash test kills it. */
import { movableClock } from '../../../infra/local/clock.ts';
import { openTables } from '../../../infra/local/dynamodb/engine.ts';
import { meter } from '../../../infra/local/meter.ts';
import { definition, key, root, tableName } from './fixture.ts';

const [file = ''] = process.argv.slice(2);
const engine = openTables({
  file,
  clock: movableClock(),
  meter: meter(),
  createTables: [definition],
});

const item = (at: number, version: number) => ({
  ...key(`c${at % 50}`),
  gsi1pk: { S: 'g' },
  gsi1sk: { S: String(version) },
  version: { N: String(version) },
  text: { S: 'x'.repeat(2000) },
});

for (let at = 0; ; at += 1) {
  const TransactItems = [at, at + 1].map((one) => ({
    Put: { TableName: tableName, Item: item(one, at) },
  }));
  await engine.handle('TransactWriteItems', { TransactItems, ClientRequestToken: `t${at}` }, root);
  if (at === 100) process.stdout.write('writing\n');
}
