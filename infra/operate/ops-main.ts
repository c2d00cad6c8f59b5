import { parseArgs } from 'node:util';
import { Refused } from '../cloud/refused.ts';
import { backupTable, restoreTable } from './backups.ts';
import { verifyBooks } from './books.ts';
import type { Letter } from './dead-letters.ts';
import { redriveLetters } from './dead-letters.ts';
import { answerHeld, waitingOrders } from './held.ts';
import { rebuild } from './rebuild.ts';
import { replay } from './replay.ts';
import { exportRows, importRows } from './rows.ts';
import { staffOf } from './staff.ts';
import type { System } from './system.ts';
import { systemOf } from './system.ts';

const usage = `npm run ops -- <command> [--dry-run]
  dead-letters list                      what nobody could handle
  dead-letters redrive [--queue PART]    delivers it again; what is taken leaves its queue
  held list <tenant>                     service orders that wait for a person
  held retry|skip|undo <tenant> <order>|all [--note TEXT]   answers them
  replay <capability> --from T [--to T]  lets one capability hear the archive's events again
  rebuild <tenant> <capability> [--from T]   makes what events alone tell anew from the archive, and compares
  books <tenant>                         goes through the books, and says whether they balance
  export <tenant> <file>                 all rows of a tenant, with their number and checksum
  import <file>                          brings rows that are not there yet, and compares each
  backup <file>, restore <file>          the same for all tenants
  backup --table                         has DynamoDB keep the table of this moment; with --dry-run: which are kept
  restore --table <backup ARN>           makes a new table of it, and compares each row with the table in use
It works on the embedded runtime where that runs (PORT, DATA_DIR), else on the emulated cloud that is up, else where
AWS_ENDPOINT_URL or AWS_PROFILE say (STAGE names the stage). With --dry-run nothing is changed.`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((one) => one !== '--'),
  options: {
    'dry-run': { type: 'boolean', default: false },
    queue: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    note: { type: 'string' },
    table: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const dryRun = values['dry-run'];

const needed = (value: string | undefined): string => {
  if (value === undefined) throw new Refused(usage);
  return value;
};

const timeOf = (text: string): Date => {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new Refused(`${text} is no time, as 2026-11-24T12:00:00Z is`);
  return time;
};

const system = () => systemOf(process.env, { hours: 24, nowMs: Date.now() });
const here = async () => (await system()).place;

const tell = ({ queue, what, correlationId, error }: Letter, became: string): void =>
  say(`  ${queue}  ${what}  ${correlationId}  ${error}  ${became}`);

const deadLetters = async (what: string): Promise<void> => {
  const list = what === 'list';
  if (!list && what !== 'redrive') throw new Refused(usage);
  const { redriven, kept } = await redriveLetters(await here(), {
    dryRun: dryRun || list,
    ...(values.queue !== undefined && { queue: values.queue }),
    tell: list ? (letter) => tell(letter, '') : tell,
  });
  say(list ? `${kept} dead letters` : `${redriven} redriven, ${kept} left`);
  if (!list && !dryRun && kept > 0) process.exitCode = 1;
};

const exported = async (prefix: string, file: string): Promise<void> => {
  const rows = await exportRows(await here(), prefix, { file, dryRun, tell: say });
  say(`${rows} rows ${dryRun ? 'would be' : 'are'} in ${file}`);
};

const imported = async (file: string): Promise<void> => {
  const { written, same, different } = await importRows(await here(), { file, dryRun, tell: say });
  say(
    `${written} rows ${dryRun ? 'would be ' : ''}written and compared, ${same} were there, ${different} are there and differ`,
  );
  if (different > 0) process.exitCode = 1;
};

/** The embedded runtime's clock may be ahead of ours. */
const endOf = ({ dataDir }: System): Date =>
  dataDir === undefined ? new Date() : new Date('9999-12-31T00:00:00Z');

const heardAgain = async (capability: string): Promise<void> => {
  const at = await system();
  await replay(at.place, {
    capability,
    from: timeOf(needed(values.from)),
    to: values.to === undefined ? endOf(at) : timeOf(values.to),
    dryRun,
    nowMs: Date.now(),
    tell: say,
  });
};

const beginning = '2020-01-01T00:00:00Z';
/** Longer than a function's second try. */
const quietMs = 20_000;

const rebuilt = async (tenant: string, capability: string): Promise<void> => {
  const at = await system();
  const { equal, different, found } = await rebuild(at.place, {
    tenant,
    capability,
    from: timeOf(values.from ?? beginning),
    to: endOf(at),
    dryRun,
    nowMs: Date.now(),
    quietMs,
    tell: say,
  });
  say(
    dryRun
      ? `${equal} rows would be taken away and made anew`
      : `${equal} rows are equal, ${different} were put back as they were, ${found} had been lost`,
  );
  if (different > 0) process.exitCode = 1;
};

const books = async (tenant: string): Promise<void> => {
  const balanced = await verifyBooks(await staffOf(await system(), tenant), { dryRun, tell: say });
  if (balanced === undefined) say('There is no certificate yet: run it without --dry-run');
  else say(balanced ? 'The books balance' : 'The books do not balance');
  if (balanced !== true) process.exitCode = 1;
};

const held = async (what: string, tenant: string, which: string | undefined): Promise<void> => {
  const client = await staffOf(await system(), tenant);
  if (what === 'list') {
    const waiting = await waitingOrders(client);
    for (const { order, since, reason } of waiting) say(`  ${since}  ${order}  ${reason}`);
    say(`${waiting.length} orders wait`);
    return;
  }
  const answered = await answerHeld(client, {
    answer: what,
    which: needed(which),
    ...(values.note !== undefined && { note: values.note }),
    dryRun,
    tell: say,
  });
  say(`${answered} orders ${dryRun ? 'would go' : 'go'} on`);
};

const cloudTables = async () => {
  const { place, dataDir } = await system();
  if (dataDir !== undefined)
    throw new Refused('The embedded runtime keeps no backups of a table: name a file');
  return { place, options: { dryRun, nowMs: Date.now(), tell: say } };
};

const kept = async (): Promise<void> => {
  const { place, options } = await cloudTables();
  const arn = await backupTable(place, options);
  say(arn === undefined ? 'The table would be kept too' : `The table is kept as ${arn}`);
};

const restored = async (arn: string): Promise<void> => {
  const { place, options } = await cloudTables();
  const { table, compared } = await restoreTable(place, arn, options);
  if (compared === undefined) {
    say(`${table} would be made, and compared with the table in use`);
    return;
  }
  const { rows, same, different, since } = compared;
  say(
    `${rows} rows are in ${table}: ${same} are as in use, ${different} differ, ${since} are in use alone`,
  );
  if (different > 0 || since > 0) process.exitCode = 1;
};

const commands: Readonly<Record<string, (...args: (string | undefined)[]) => Promise<void>>> = {
  'dead-letters': (what) => deadLetters(needed(what)),
  replay: (capability) => heardAgain(needed(capability)),
  held: (what, tenant, which) => held(needed(what), needed(tenant), which),
  rebuild: (tenant, capability) => rebuilt(needed(tenant), needed(capability)),
  books: (tenant) => books(needed(tenant)),
  export: (tenant, file) => exported(`${needed(tenant)}#`, needed(file)),
  import: (file) => imported(needed(file)),
  backup: (file) => (values.table ? kept() : exported('', needed(file))),
  restore: (from) => (values.table ? restored(needed(from)) : imported(needed(from))),
};

const main = async (): Promise<void> => {
  const [name = '', ...args] = positionals;
  const command = commands[name];
  if (command === undefined) throw new Refused(usage);
  await command(...args);
};

main().catch((thrown: unknown) => {
  const told =
    thrown instanceof Refused ? thrown.message : thrown instanceof Error ? thrown.stack : thrown;
  process.stderr.write(`${String(told)}\n`);
  process.exitCode = 1;
});
