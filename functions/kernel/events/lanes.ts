/**
 * Does the work for each of many, so many at once, and answers in their order. What fails does not keep the others from
 * being done; the first failure is thrown when all had their turn, so that the whole is repeated.
 */
export const inLanes = async <T, R>(
  all: readonly T[],
  width: number,
  work: (one: T, index: number) => Promise<R>,
): Promise<readonly R[]> => {
  const waiting = all.entries();
  const failures: unknown[] = [];
  const results: R[] = [];
  const lane = async (): Promise<void> => {
    for (const [index, one] of waiting)
      try {
        results[index] = await work(one, index);
      } catch (error) {
        failures.push(error);
      }
  };
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
};
