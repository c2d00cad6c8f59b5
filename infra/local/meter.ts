/** Counts what AWS would bill: units, transitions, events, invocations, milliseconds. */
export interface Meter {
  count(name: string, amount: number, dimension?: string): void;
  /** Totals by name, and by `name|dimension` where a dimension was given. */
  read(): Readonly<Record<string, number>>;
}

export const meter = (): Meter => {
  const totals = new Map<string, number>();
  const add = (key: string, amount: number): void => {
    totals.set(key, (totals.get(key) ?? 0) + amount);
  };
  return {
    count: (name, amount, dimension) => {
      add(name, amount);
      if (dimension !== undefined) add(`${name}|${dimension}`, amount);
    },
    read: () => Object.fromEntries(totals),
  };
};
