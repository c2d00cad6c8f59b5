/** A price of the catalogue as it was from a moment on. */
export interface PriceVersion {
  /** The version of the catalogue's item: it grows with each change. */
  readonly item: number;
  /** What the catalogue calls it, such as 1.0. */
  readonly version: string;
  readonly fromMs: number;
  readonly type: 'recurring' | 'oneTime' | 'discount' | 'other';
  readonly name: string;
  readonly micros: number;
  readonly currency: string;
  /** Hundredths of a percent, of a discount. */
  readonly hundredths: number;
  /** How many months a recurring price is for; 0 for a period that is not billed. */
  readonly months: number;
  readonly mode: 'advance' | 'arrears';
  /** Each must hold for one of its values. */
  readonly conditions: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly taxCategory: string;
}

export interface Price {
  readonly id: string;
  /** Oldest first. The first holds for all time before it, too. */
  readonly versions: readonly PriceVersion[];
}

export interface Offering {
  readonly id: string;
  readonly name: string;
  readonly prices: readonly string[];
}

/** The catalogue as billing needs it. */
export interface PriceBook {
  readonly offerings: ReadonlyMap<string, Offering>;
  readonly prices: ReadonlyMap<string, Price>;
}

export const holds = (
  { conditions }: PriceVersion,
  facts: Readonly<Record<string, string>>,
): boolean => conditions.every(({ name, values }) => values.includes(facts[name] ?? ''));

/** The prices of an offering, in its order. A price that is not known cannot be billed by: that is an error. */
export const pricesOf = (book: PriceBook, offering: string): readonly Price[] => {
  const known = book.offerings.get(offering);
  if (known === undefined) throw new RangeError(`offering ${offering} is not known to billing`);
  return known.prices.map((id) => {
    const price = book.prices.get(id);
    if (price === undefined) throw new RangeError(`price ${id} is not known to billing`);
    return price;
  });
};

/** The version that holds at a moment. */
export const versionAt = ({ versions }: Price, atMs: number): PriceVersion | undefined =>
  versions.findLast(({ fromMs }) => fromMs <= atMs) ?? versions[0];

/** What a line is called: the product and its price, where the price does not name the product itself. */
export const lineName = (product: string, price: string): string =>
  price.startsWith(product) ? price : `${product}: ${price}`;
