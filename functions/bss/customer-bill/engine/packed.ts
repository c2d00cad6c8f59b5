import type { UsageType } from '../../../../schemas/events/usage-charges.ts';
import type { BilledUsage, BilledUsageLine, BilledWindow, Carry } from './carry.ts';
import type { Line, Stretch, Why } from './line.ts';

/** Texts and moments, each once: what is kept of a bill points into them, so that it is a third as long and as quick to write. */
export interface PackedTables {
  texts: string[];
  times: number[];
}

/** Lines as they are kept: one after the other, each as long as its rule says. */
export interface PackedLines extends PackedTables {
  lines: number[];
}

/** What a bill leaves to the next one, as it is kept. */
export interface PackedCarry extends PackedTables {
  carry: {
    month: number;
    roundingMicros: number;
    creditUsedMicros: number;
    products: string[];
    totals: number[];
    fees?: string[] | undefined;
    windows: number[];
    usage: number[];
  };
}

const rules = [
  'recurring',
  'oneTime',
  'usage',
  'discount',
  'commitment',
  'rounding',
  'fee',
] as const;
const sources = ['catalogue', 'promotion'] as const;
const usageTypes: readonly UsageType[] = ['voice', 'data', 'sms'];
const none = -1;

/** Collects what is pointed at, each once. A bill has few moments: to look through them is quicker than to hash them. */
const tables = () => {
  const known = new Map<string, number>();
  const texts: string[] = [];
  const times: number[] = [];
  return {
    texts,
    times,
    at: (text: string): number => {
      const before = known.get(text);
      if (before !== undefined) return before;
      known.set(text, texts.length);
      return texts.push(text) - 1;
    },
    when: (ms: number): number => {
      const before = times.indexOf(ms);
      return before < 0 ? times.push(ms) - 1 : before;
    },
  };
};

type Tables = ReturnType<typeof tables>;

/** For a column that mostly says the same as the row before. */
const column = ({ at }: Tables): ((text: string) => number) => {
  let before: string | undefined;
  let index = none;
  return (text) => {
    if (text === before) return index;
    before = text;
    index = at(text);
    return index;
  };
};

/** The columns of lines. */
const columns = (kept: Tables) => ({
  ...kept,
  product: column(kept),
  category: column(kept),
  version: column(kept),
  unit: column(kept),
});

type Columns = ReturnType<typeof columns>;

/** Stands for the whole window alone, which most stretches are. */
const whole = -1;

const pushStretches = (
  row: number[],
  stretches: readonly Stretch[],
  window: Stretch,
  { when }: Tables,
): void => {
  const [first] = stretches;
  if (stretches.length === 1 && first?.[0] === window[0] && first[1] === window[1]) {
    row.push(whole);
    return;
  }
  row.push(stretches.length);
  for (const [from, to] of stretches) row.push(when(from), when(to));
};

const pushWhy = (row: number[], why: Why, kept: Columns): void => {
  const { at, when, version, unit } = kept;
  switch (why.rule) {
    case 'recurring':
      row.push(
        at(why.price),
        version(why.version),
        why.unitMicros,
        when(why.window[0]),
        when(why.window[1]),
        why.entitledMicros,
        why.billedMicros,
      );
      pushStretches(row, why.held, why.window, kept);
      pushStretches(row, why.billedFor, why.window, kept);
      return;
    case 'oneTime':
      row.push(at(why.price), version(why.version), why.unitMicros);
      return;
    case 'usage':
      row.push(
        at(why.price),
        version(why.version),
        at(why.key),
        usageTypes.indexOf(why.usageType),
        why.quantity,
        unit(why.unit),
        why.records,
        why.totalMicros,
        why.billedMicros,
      );
      return;
    case 'discount':
      row.push(
        sources.indexOf(why.source),
        at(why.id),
        why.baseMicros,
        why.hundredths ?? none,
        why.fixedMicros ?? none,
      );
      return;
    case 'commitment':
      row.push(at(why.agreement), why.committedMicros, why.chargedMicros);
      return;
    case 'rounding':
      row.push(why.differenceMicros);
      return;
    case 'fee':
      row.push(at(why.id), at(why.reason));
  }
};

/** Reads numbers one after the other, and what they point at. */
const reader = (row: readonly number[], { texts, times }: PackedTables) => {
  let next = 0;
  const number = (): number => row[next++] ?? 0;
  const text = (): string => texts[number()] ?? '';
  const optional = (): string | undefined => texts[number()];
  const time = (): number => times[number()] ?? 0;
  const stretch = (): Stretch => [time(), time()];
  const stretches = (window: Stretch): readonly Stretch[] => {
    const length = number();
    return length === whole ? [window] : Array.from({ length }, stretch);
  };
  const isLeft = (): boolean => next < row.length;
  return { number, text, optional, time, stretch, stretches, isLeft };
};

type Reader = ReturnType<typeof reader>;

const whyRead: Readonly<Record<(typeof rules)[number], (read: Reader) => Why>> = {
  recurring: ({ number, text, stretch, stretches }) => {
    const [price, version, unitMicros, window] = [text(), text(), number(), stretch()];
    return {
      rule: 'recurring',
      price,
      version,
      unitMicros,
      window,
      entitledMicros: number(),
      billedMicros: number(),
      held: stretches(window),
      billedFor: stretches(window),
    };
  },
  oneTime: ({ number, text }) => ({
    rule: 'oneTime',
    price: text(),
    version: text(),
    unitMicros: number(),
  }),
  usage: ({ number, text }) => ({
    rule: 'usage',
    price: text(),
    version: text(),
    key: text(),
    usageType: usageTypes[number()] ?? 'voice',
    quantity: number(),
    unit: text(),
    records: number(),
    totalMicros: number(),
    billedMicros: number(),
  }),
  discount: ({ number, text }) => {
    const [source, id, baseMicros] = [sources[number()] ?? 'catalogue', text(), number()];
    const [hundredths, fixedMicros] = [number(), number()];
    return {
      rule: 'discount',
      source,
      id,
      baseMicros,
      ...(hundredths !== none && { hundredths }),
      ...(fixedMicros !== none && { fixedMicros }),
    };
  },
  commitment: ({ number, text }) => ({
    rule: 'commitment',
    agreement: text(),
    committedMicros: number(),
    chargedMicros: number(),
  }),
  rounding: ({ number }) => ({ rule: 'rounding', differenceMicros: number() }),
  fee: ({ text }) => ({ rule: 'fee', id: text(), reason: text() }),
};

const pushLine = (row: number[], line: Line, kept: Columns): void => {
  const { at, when, product, category } = kept;
  row.push(
    rules.indexOf(line.why.rule),
    at(line.name),
    line.product === undefined ? none : product(line.product),
    when(line.period[0]),
    when(line.period[1]),
    line.exactMicros,
    line.netMicros,
    line.taxMicros,
    category(line.taxCategory),
    line.taxHundredths,
  );
  pushWhy(row, line.why, kept);
};

/** The lines as they were. */
export const linesOf = (packed: PackedLines): readonly Line[] => {
  const read = reader(packed.lines, packed);
  const { number, text, optional, stretch, isLeft } = read;
  const lines: Line[] = [];
  while (isLeft()) {
    const rule = rules[number()] ?? 'rounding';
    const name = text();
    const product = optional();
    lines.push({
      name,
      ...(product !== undefined && { product }),
      period: stretch(),
      exactMicros: number(),
      netMicros: number(),
      taxMicros: number(),
      taxCategory: text(),
      taxHundredths: number(),
      why: whyRead[rule](read),
    });
  }
  return lines;
};

/** Windows of one price of one product stand together, since all else of them is the same. */
const isSameRow = (one: BilledWindow | undefined, other: BilledWindow): boolean =>
  one !== undefined &&
  one.product === other.product &&
  one.price === other.price &&
  one.item === other.item &&
  one.name === other.name &&
  one.offering === other.offering;

const packedWindows = (windows: readonly BilledWindow[], kept: Tables): number[] => {
  const { at, when } = kept;
  const row: number[] = [];
  let before: BilledWindow | undefined;
  /** Where the row's count of windows stands. */
  let countAt = 0;
  for (const one of windows) {
    if (!isSameRow(before, one)) {
      row.push(at(one.product), at(one.price), one.item, at(one.version), at(one.name));
      row.push(at(one.offering), at(one.taxCategory), one.unitMicros);
      countAt = row.push(0) - 1;
    }
    before = one;
    row[countAt] = (row[countAt] ?? 0) + 1;
    row.push(when(one.window[0]), when(one.window[1]), one.micros);
    pushStretches(row, one.held, one.window, kept);
  }
  return row;
};

const windowsOf = (packed: PackedCarry): readonly BilledWindow[] => {
  const { number, text, stretch, stretches, isLeft } = reader(packed.carry.windows, packed);
  const windows: BilledWindow[] = [];
  while (isLeft()) {
    const common = {
      product: text(),
      price: text(),
      item: number(),
      version: text(),
      name: text(),
      offering: text(),
      taxCategory: text(),
      unitMicros: number(),
    };
    for (let left = number(); left > 0; left -= 1) {
      const window = stretch();
      windows.push({ ...common, window, micros: number(), held: stretches(window) });
    }
  }
  return windows;
};

const packedUsage = (usage: readonly BilledUsage[], { at, when }: Tables): number[] => {
  const row: number[] = [];
  for (const { subscription, fromMs, version, lines } of usage) {
    const countAt = row.push(at(subscription), when(fromMs), version, 0) - 1;
    let count = 0;
    for (const key in lines) {
      const line = lines[key];
      if (line === undefined) continue;
      row.push(at(key), line.quantity, line.records, line.micros);
      count += 1;
    }
    row[countAt] = count;
  }
  return row;
};

const usageOf = (packed: PackedCarry): readonly BilledUsage[] => {
  const { number, text, time, isLeft } = reader(packed.carry.usage, packed);
  const usage: BilledUsage[] = [];
  while (isLeft()) {
    const [subscription, fromMs, version] = [text(), time(), number()];
    const lines: Record<string, BilledUsageLine> = {};
    for (let left = number(); left > 0; left -= 1)
      lines[text()] = { quantity: number(), records: number(), micros: number() };
    usage.push({ subscription, fromMs, version, lines });
  }
  return usage;
};

/** Lines and what they leave to the next bill, as they are kept. */
export const packed = (lines: readonly Line[], carry: Carry): PackedLines & PackedCarry => {
  const kept = tables();
  const row: number[] = [];
  const own = columns(kept);
  for (const line of lines) pushLine(row, line, own);
  const { windows, usage, products, totals, fees, ...sums } = carry;
  return {
    texts: kept.texts,
    times: kept.times,
    lines: row,
    carry: {
      ...sums,
      products: [...products],
      totals: [...totals],
      ...(fees !== undefined && { fees: [...fees] }),
      windows: packedWindows(windows, kept),
      usage: packedUsage(usage, kept),
    },
  };
};

/** What the bill left to the next one, as it was. */
export const carryOf = (packed: PackedCarry): Carry => {
  const { fees, ...carry } = packed.carry;
  return {
    ...carry,
    ...(fees !== undefined && { fees }),
    windows: windowsOf(packed),
    usage: usageOf(packed),
  };
};
