const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#34;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&amp;': '&',
};

/** The text of an element that holds text alone, as S3's answers do. */
export const textOfElement = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`)
    .exec(xml)?.[1]
    ?.replace(/&[#\w]+;/g, (entity) => entities[entity] ?? entity);

/** The inside of every element of that name; S3 nests none of them in itself. */
export const rowsOf = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].flatMap(
    ([, inside]) => inside ?? [],
  );
