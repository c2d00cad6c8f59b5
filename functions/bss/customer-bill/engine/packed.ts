import type { UsageType } from '../../../../schemas/events/usage-charges.ts';
import type { BilledUsage, BilledUsageLine, BilledWindow, Carry } from './carry.ts';
import type { Line, Stretch, Why } from './line.ts';

/** Lines of numbers, and the texts that they point into: a third of the bytes, and a quarter of the time to write them. */
export interface Packed {
  readonly texts: readonly string[];
  readonly rows: readonly (readonly number[])[];
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

/** Collects texts, each once. */
const texts = () => {
  const known = new Map<string, number>();
  const all: string[] = [];
  return {
    all,
    at: (text: string): number => {
      const before = known.get(text);
      if (before !== undefined) return before;
      known.set(text, all.length);
      return all.push(text) - 1;
    },
  };
};

type Texts = ReturnType<typeof texts>;

/** Stands for the whole window alone, which most stretches are. */
const whole = -1;

const flat = (stretches: readonly Stretch[], window: Stretch): number[] => {
  const [first] = stretches;
  if (stretches.length === 1 && first?.[0] === window[0] && first[1] === window[1]) return [whole];
  const numbers = [stretches.length];
  for (const [from, to] of stretches) numbers.push(from, to);
  return numbers;
};

const whyRow = (why: Why, { at }: Texts): number[] => {
  switch (why.rule) {
    case 'recurring':
      return [
        at(why.price),
        at(why.version),
        why.unitMicros,
        why.window[0],
        why.window[1],
        why.entitledMicros,
        why.billedMicros,
        ...flat(why.held, why.window),
        ...flat(why.billedFor, why.window),
      ];
    case 'oneTime':
      return [at(why.price), at(why.version), why.unitMicros];
    case 'usage':
      return [
        at(why.price),
        at(why.version),
        at(why.key),
        usageTypes.indexOf(why.usageType),
        why.quantity,
        at(why.unit),
        why.records,
        why.totalMicros,
        why.billedMicros,
      ];
    case 'discount':
      return [
        sources.indexOf(why.source),
        at(why.id),
        why.baseMicros,
        why.hundredths ?? none,
        why.fixedMicros ?? none,
      ];
    case 'commitment':
      return [at(why.agreement), why.committedMicros, why.chargedMicros];
    case 'rounding':
      return [why.differenceMicros];
    case 'fee':
      return [at(why.id), at(why.reason)];
  }
};

/** Reads numbers of a row one after the other. */
const reader = (row: readonly number[], all: readonly string[]) => {
  let next = 0;
  const number = (): number => row[next++] ?? 0;
  const text = (): string => all[number()] ?? '';
  const stretch = (): Stretch => [number(), number()];
  const stretches = (window: Stretch): readonly Stretch[] => {
    const length = number();
    return length === whole ? [window] : Array.from({ length }, stretch);
  };
  const isLeft = (): boolean => next < row.length;
  return { number, text, stretch, stretches, isLeft };
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

/** Lines as they are kept. */
export const packedLines = (lines: readonly Line[]): Packed => {
  const kept = texts();
  const rows = lines.map((line) => [
    rules.indexOf(line.why.rule),
    kept.at(line.name),
    line.product === undefined ? none : kept.at(line.product),
    line.period[0],
    line.period[1],
    line.exactMicros,
    line.netMicros,
    line.taxMicros,
    kept.at(line.taxCategory),
    line.taxHundredths,
    ...whyRow(line.why, kept),
  ]);
  return { texts: kept.all, rows };
};

export const linesOf = ({ texts: all, rows }: Packed): readonly Line[] =>
  rows.map((row) => {
    const read = reader(row, all);
    const { number, text, stretch } = read;
    const rule = rules[number()] ?? 'rounding';
    const name = text();
    const product = all[number()];
    return {
      name,
      ...(product !== undefined && { product }),
      period: stretch(),
      exactMicros: number(),
      netMicros: number(),
      taxMicros: number(),
      taxCategory: text(),
      taxHundredths: number(),
      why: whyRead[rule](read),
    };
  });

/** What a bill leaves to the next one, as it is kept. */
export interface PackedCarry
  extends Pick<
    Carry,
    'month' | 'roundingMicros' | 'creditUsedMicros' | 'products' | 'totals' | 'fees'
  > {
  readonly windows: Packed;
  readonly usage: Packed;
}

/** Windows of one price of one product stand in one row, since all else of them is the same. */
const isSameRow = (one: BilledWindow | undefined, other: BilledWindow): boolean =>
  one !== undefined &&
  one.product === other.product &&
  one.price === other.price &&
  one.item === other.item &&
  one.name === other.name &&
  one.offering === other.offering;

const packedWindows = (windows: readonly BilledWindow[]): Packed => {
  const kept = texts();
  const rows: number[][] = [];
  let before: BilledWindow | undefined;
  for (const one of windows) {
    if (!isSameRow(before, one))
      rows.push([
        kept.at(one.product),
        kept.at(one.price),
        one.item,
        kept.at(one.version),
        kept.at(one.name),
        kept.at(one.offering),
        kept.at(one.taxCategory),
        one.unitMicros,
      ]);
    before = one;
    rows.at(-1)?.push(one.window[0], one.window[1], one.micros, ...flat(one.held, one.window));
  }
  return { texts: kept.all, rows };
};

const windowsOf = ({ texts: all, rows }: Packed): readonly BilledWindow[] =>
  rows.flatMap((row) => {
    const { number, text, stretch, stretches, isLeft } = reader(row, all);
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
    const windows: BilledWindow[] = [];
    while (isLeft()) {
      const window = stretch();
      windows.push({ ...common, window, micros: number(), held: stretches(window) });
    }
    return windows;
  });

const packedUsage = (usage: readonly BilledUsage[]): Packed => {
  const kept = texts();
  const rows = usage.map(({ subscription, fromMs, version, lines }) => {
    const row = [kept.at(subscription), fromMs, version];
    for (const [key, { quantity, records, micros }] of Object.entries(lines))
      row.push(kept.at(key), quantity, records, micros);
    return row;
  });
  return { texts: kept.all, rows };
};

const usageHeadNumbers = 3;
const usageLineNumbers = 4;

const usageOf = ({ texts: all, rows }: Packed): readonly BilledUsage[] =>
  rows.map((row) => {
    const { number, text } = reader(row, all);
    const [subscription, fromMs, version] = [text(), number(), number()];
    const count = (row.length - usageHeadNumbers) / usageLineNumbers;
    const lines: Record<string, BilledUsageLine> = {};
    for (let index = 0; index < count; index += 1)
      lines[text()] = { quantity: number(), records: number(), micros: number() };
    return { subscription, fromMs, version, lines };
  });

export const packedCarry = ({ windows, usage, ...rest }: Carry): PackedCarry => ({
  ...rest,
  windows: packedWindows(windows),
  usage: packedUsage(usage),
});

export const carryOf = ({ windows, usage, ...rest }: PackedCarry): Carry => ({
  ...rest,
  windows: windowsOf(windows),
  usage: usageOf(usage),
});
