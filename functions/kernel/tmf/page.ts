/** A page of a list. `total` is undefined where counting on would read more than the page is worth. */
export interface Page<T> {
  readonly resources: readonly T[];
  readonly total?: number;
  readonly more: boolean;
}
