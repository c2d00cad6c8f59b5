import type { Outcome } from './reference.ts';
import type { Step } from './sequences.ts';

/** A place where this engine is meant not to do as DynamoDB Local does. */
export interface Difference {
  readonly reason: string;
  applies(step: Step, ours: Outcome, theirs: Outcome): boolean;
}

export const differences: readonly Difference[] = [];

const sorted = (list: readonly any[]): any[] =>
  [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const ordered = (value: any): any => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [
        name,
        ['SS', 'NS', 'BS'].includes(name) ? sorted(value[name]) : ordered(value[name]),
      ]),
  );
};

/** An outcome without what DynamoDB leaves open: the order of sets, of a scan, of a batch's answers. */
export const comparable = ({ operation }: Step, { answer, error }: Outcome): unknown => {
  if (error !== undefined) {
    const { code, message, body } = error;
    const item = body.Item && ordered(body.Item);
    const reasons = body.CancellationReasons && ordered(body.CancellationReasons);
    return { code, message, item, reasons };
  }
  const plain = ordered(answer);
  if (operation === 'Scan' && plain.Items) plain.Items = sorted(plain.Items);
  if (operation === 'BatchGetItem') {
    for (const name in plain.Responses) plain.Responses[name] = sorted(plain.Responses[name]);
  }
  return plain;
};
