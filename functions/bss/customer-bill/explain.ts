import type { ExplainedLine, Explanation, Part } from '../../../schemas/billing/explanation.ts';
import { decimalOf, share, sum } from '../../kernel/money.ts';
import { lineId } from './applied-customer-billing-rate.ts';
import { type HiddenBill, writtenOffOf } from './bill-body.ts';
import type { OwnBill } from './customer-bill.ts';
import type { Line, Stretch, Why } from './engine/line.ts';
import { linesOf } from './engine/packed.ts';

const instantOf = (ms: number): string => new Date(ms).toISOString();
const dayOf = (ms: number): string => instantOf(ms).slice(0, 16).replace('T', ' ');
const lengthOf = ([from, to]: Stretch): number => to - from;

const secondMs = 1_000;
const dayMs = 86_400_000;
const hundredths = 100;

/** A length of time as people say it, exact to the second. */
const lasting = (ms: number): string => {
  const days = Math.floor(ms / dayMs);
  const rest = Math.round((ms % dayMs) / secondMs);
  const shown = `${days} ${days === 1 ? 'day' : 'days'}`;
  return rest === 0 ? shown : `${shown} ${rest} s`;
};

const spanned = (stretches: readonly Stretch[]): number =>
  sum(stretches.map((one) => lengthOf(one)));

const said = (stretches: readonly Stretch[]): string =>
  stretches.map(([from, to]) => `${dayOf(from)} to ${dayOf(to)}`).join(' and ');

const percent = (value: number): string => `${value / hundredths} %`;

type Of<Rule extends Why['rule']> = Extract<Why, { rule: Rule }>;

const recurringParts = (why: Of<'recurring'>): readonly Part[] => {
  const whole = lasting(lengthOf(why.window));
  const unit = decimalOf(why.unitMicros);
  const entitled: Part = {
    text: `${lasting(spanned(why.held))} of ${whole} at ${unit} for the whole (${said(why.held) || 'none'})`,
    amount: decimalOf(why.entitledMicros),
  };
  if (why.billedMicros === 0) return [entitled];
  return [
    entitled,
    {
      text: `less what was billed before for ${lasting(spanned(why.billedFor))} (${said(why.billedFor)})`,
      amount: -decimalOf(why.billedMicros),
    },
  ];
};

const usageParts = (why: Of<'usage'>): readonly Part[] => {
  const total: Part = { text: `usage by now: ${why.key}`, amount: decimalOf(why.totalMicros) };
  return why.billedMicros === 0
    ? [total]
    : [total, { text: 'less what was billed before', amount: -decimalOf(why.billedMicros) }];
};

const partsOf = (why: Why, exactMicros: number): readonly Part[] => {
  const whole = (text: string): readonly Part[] => [{ text, amount: decimalOf(exactMicros) }];
  switch (why.rule) {
    case 'recurring':
      return recurringParts(why);
    case 'usage':
      return usageParts(why);
    case 'oneTime':
      return whole('once');
    case 'discount':
      return whole(
        why.hundredths === undefined
          ? `${decimalOf(why.fixedMicros ?? 0)} off, at most ${decimalOf(why.baseMicros)}`
          : `${percent(why.hundredths)} off ${decimalOf(why.baseMicros)}`,
      );
    case 'commitment':
      return [
        { text: 'promised', amount: decimalOf(why.committedMicros) },
        { text: 'less what was charged', amount: -decimalOf(why.chargedMicros) },
      ];
    case 'fee':
      return whole(`asked for by dunning: ${why.reason}`);
    case 'rounding':
      return whole('differences of rounded lines that have come to a coin');
  }
};

const sourceOf = (why: Why): string => {
  switch (why.rule) {
    case 'recurring':
    case 'oneTime':
    case 'usage':
      return why.price === '' ? '' : `, by price ${why.price} version ${why.version || 'none'}`;
    case 'discount':
      return `, by ${why.source === 'promotion' ? 'promotion' : 'price'} ${why.id}`;
    case 'commitment':
      return `, by agreement ${why.agreement}`;
    case 'fee':
      return `, by step ${why.id}`;
    case 'rounding':
      return '';
  }
};

const shownAmount = (micros: number): string => String(decimalOf(micros));

const wordsOf = (line: Line, parts: readonly Part[], currency: string): string => {
  const { why } = line;
  const counted =
    why.rule === 'usage'
      ? ` (${why.quantity} ${why.unit} in ${why.records} ${why.records === 1 ? 'record' : 'records'})`
      : '';
  const steps = parts.map(({ text, amount }) => `${text}: ${amount}`).join('; ');
  const rounded =
    line.exactMicros === line.netMicros ? '' : `, rounded to ${shownAmount(line.netMicros)}`;
  return `${line.name}${counted}: ${steps}; together ${shownAmount(line.exactMicros)} ${currency}${rounded}${sourceOf(why)}; ${line.taxCategory} ${percent(line.taxHundredths)} is ${shownAmount(line.taxMicros)}.`;
};

const usageLink = ({ why, product, period }: Line): string | undefined =>
  why.rule === 'usage' && product !== undefined
    ? `/tmf-api/usageManagement/v4/usage?ratedProductUsage.productRef.id=${product}&usageType=${why.usageType}&usageDate.gte=${instantOf(period[0])}&usageDate.lt=${instantOf(period[1])}`
    : undefined;

const explained = (line: Line, index: number, bill: string, currency: string): ExplainedLine => {
  const part = partsOf(line.why, line.exactMicros);
  const usage = usageLink(line);
  return {
    id: lineId(bill, index),
    name: line.name,
    ...(line.product !== undefined && { product: line.product }),
    period: { startDateTime: instantOf(line.period[0]), endDateTime: instantOf(line.period[1]) },
    exactAmount: decimalOf(line.exactMicros),
    taxExcludedAmount: decimalOf(line.netMicros),
    taxAmount: decimalOf(line.taxMicros),
    words: wordsOf(line, part, currency),
    part: [...part],
    rule: { ...line.why },
    ...(usage !== undefined && { usage }),
  };
};

/** Opens a bill: every line with its parts, in numbers and in words, and how all of it adds up. */
export const explanationOf = (bill: OwnBill, hidden: HiddenBill): Explanation => {
  const lines = linesOf(hidden);
  const { currency } = hidden;
  const net = sum(lines.map(({ netMicros }) => netMicros));
  const tax = sum(lines.map(({ taxMicros }) => taxMicros));
  const exact = lines.filter(({ why }) => why.rule !== 'rounding');
  const exactMicros = sum(exact.map((line) => line.exactMicros));
  const due = net + tax - hidden.credit;
  const writtenOff = writtenOffOf(bill, hidden);
  const line = lines.map((one, index) => explained(one, index, bill.id, currency));
  return {
    bill: bill.id,
    currency,
    line,
    sum: {
      exactLines: decimalOf(exactMicros),
      roundingBefore: decimalOf(hidden.roundingBefore),
      roundingAfter: decimalOf(hidden.carry.roundingMicros),
      taxExcludedAmount: decimalOf(net),
      taxAmount: decimalOf(tax),
      taxIncludedAmount: decimalOf(net + tax),
      creditUsed: decimalOf(hidden.credit),
      amountDue: decimalOf(due),
      ...(writtenOff > 0 && { writtenOff: decimalOf(writtenOff) }),
    },
    words: [
      ...line.map(({ words }) => words),
      `The lines come to ${shownAmount(exactMicros)} ${currency}, with ${shownAmount(hidden.roundingBefore)} left of earlier rounding; the bill takes ${shownAmount(net)} of it and leaves ${shownAmount(hidden.carry.roundingMicros)} to the next.`,
      `With ${shownAmount(tax)} tax that is ${shownAmount(net + tax)}; ${shownAmount(hidden.credit)} of it is paid by credit, and ${shownAmount(due)} ${currency} is due.`,
      ...(writtenOff > 0
        ? [`${shownAmount(writtenOff)} ${currency} of it was written off and is not expected.`]
        : []),
    ],
  };
};

/** True where every line re-adds from its rule's facts, and the lines to the bill: what the certificate looks at. */
export const reAdds = (hidden: HiddenBill): readonly string[] =>
  linesOf(hidden).flatMap((line) => {
    const parts = sum(
      partsOf(line.why, line.exactMicros).map(({ amount }) => Math.round(amount * 1e6)),
    );
    const { why } = line;
    const worked =
      why.rule === 'recurring'
        ? sum(
            why.held.map(
              ([from, to]) =>
                share(why.unitMicros, to - why.window[0], lengthOf(why.window)) -
                share(why.unitMicros, from - why.window[0], lengthOf(why.window)),
            ),
          ) - why.billedMicros
        : line.exactMicros;
    return parts === line.exactMicros && worked === line.exactMicros ? [] : [line.name];
  });
