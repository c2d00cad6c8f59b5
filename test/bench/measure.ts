/** How long calls took, and how many a second were answered. */
export interface Timing {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
  readonly count: number;
}

const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

export const percentile = (values: readonly number[], share: number): number => {
  const ordered = [...values].sort((one, other) => one - other);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? 0;
};

export const timingOf = (ms: readonly number[], wholeMs: number): Timing => ({
  p50: rounded(percentile(ms, 0.5)),
  p95: rounded(percentile(ms, 0.95)),
  perSecond: rounded((ms.length * 1000) / wholeMs, 1),
  count: ms.length,
});

/** Runs `work` `count` times, `width` at once; each one's time counts from when it is its turn. */
export const timed = async (
  count: number,
  width: number,
  work: (index: number) => Promise<unknown>,
): Promise<Timing> => {
  const ms: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const before = performance.now();
      await work(index);
      ms.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return timingOf(ms, performance.now() - startedAt);
};

/** As long as the seconds allow, so that slow and fast calls are measured equally well. */
export const forSeconds = async (
  seconds: number,
  width: number,
  work: (index: number) => Promise<unknown>,
): Promise<Timing> => {
  await timed(width * 5, width, work);
  const once = await timed(width * 5, width, work);
  const count = Math.max(width * 5, Math.min(20_000, Math.ceil(once.perSecond * seconds)));
  return timed(count, width, work);
};

export type Row = Readonly<Record<string, string | number>>;

const cell = (value: string | number | undefined): string =>
  value === undefined ? '' : String(value);

/** Rows as an aligned table; numbers stand right. */
export const tableOf = (title: string, rows: readonly Row[]): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => cell(row[column]).length)),
  );
  const line = (values: readonly (string | number | undefined)[]): string =>
    values
      .map((value, index) => {
        const width = widths[index] ?? 0;
        return typeof value === 'number' ? cell(value).padStart(width) : cell(value).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [
    `\n${title}`,
    line(columns),
    ...rows.map((row) => line(columns.map((column) => row[column]))),
  ].join('\n');
};
