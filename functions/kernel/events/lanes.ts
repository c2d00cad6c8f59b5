/**
 * Does the work for each of many, so many at once. What fails does not keep the others from being done; the first
 * failure is thrown when all had their turn, so that the whole is repeated.
 */
export const inLanes = async <T>(
  all: Iterable<T>,
  width: number,
  work: (one: T) => Promise<unknown>,
): Promise<void> => {
  const waiting = all[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next())
      try {
        await work(next.value);
      } catch (error) {
        failures.push(error);
      }
  };
  await Promise.all(Array.from({ length: width }, lane));
  if (failures.length > 0) throw failures[0];
};
