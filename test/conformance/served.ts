/** Operations of the contracts that we do not serve yet, and why. A line that is served after all fails the test. */
export const notYetServed: { reason: string; operations: string[] }[] = [];
