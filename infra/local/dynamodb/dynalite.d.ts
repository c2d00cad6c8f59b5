/** The parts of dynalite that are used as a library; it ships no types of its own. */
declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes(data: Record<string, unknown>, types: object): Record<string, unknown>;
    checkValidations(data: Record<string, unknown>, types: object): void;
    /** Writes numbers in plain decimals, in place; answers what is wrong. */
    validateAttributeValue(value: unknown): string | undefined;
    validateExpressionParams(
      data: Record<string, unknown>,
      expressions: string[],
      nonExpressions: string[],
    ): string | undefined;
    /** Leaves the parsed expressions in `_updates`, `_condition`, `_filter`, `_keyCondition`, `_projection`. */
    validateExpressions(data: Record<string, unknown>): string | undefined;
    validateConditions(conditions: unknown): string | undefined;
    convertKeyCondition(expression: unknown): unknown;
  };
  export = validations;
}

declare module 'dynalite/validations/*.js' {
  const validation: { types: object };
  export = validation;
}
