const escaped = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (letter) =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[letter] ?? letter,
  );

/** What an element holds: text, other elements by name, or several of one name. */
export type Content =
  | string
  | number
  | boolean
  | { readonly [name: string]: Content | Content[] | undefined };

const inside = (content: Content): string =>
  typeof content === 'object'
    ? Object.entries(content)
        .flatMap(([name, value]) =>
          (Array.isArray(value) ? value : [value]).map((one) => ({ name, one })),
        )
        .map(({ name, one }) => (one === undefined ? '' : `<${name}>${inside(one)}</${name}>`))
        .join('')
    : escaped(String(content));

/** An answer of S3. */
export const document = (name: string, content: Content): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside(content)}</${name}>`;

/** An error of S3: it has no name space. */
export const errorDocument = (code: string, message: string, resource: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inside({ Code: code, Message: message, Resource: resource })}</Error>`;
