/** Where a file stands: each capability has an area of its own in each tenant's part of the store. */
export interface FilePlace {
  readonly tenant: string;
  /** The capability whose area it is. */
  readonly area: string;
  /** Any text; a slash in it is a letter like others and opens no folder. */
  readonly name: string;
}

/**
 * Unreserved characters stay, all others become `~` and their hexadecimal bytes. So a key has exactly two slashes:
 * no name reaches another tenant's or capability's part, and a policy's `*` over the tenant cannot reach further.
 */
const escaped = (part: string): string =>
  [...new TextEncoder().encode(part)]
    .map((byte, index) => {
      const letter = String.fromCharCode(byte);
      const plain = /[A-Za-z0-9_-]/.test(letter) || (letter === '.' && index > 0);
      return plain ? letter : `~${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

const isEscaped = (part: string): boolean => /^(?:[\w.-]|~[0-9A-F]{2})+$/.test(part);

const unescaped = (part: string): string => decodeURIComponent(part.replaceAll('~', '%'));

/** `<tenant>/<capability>/<name>`, the key of the file in the bucket. */
export const fileKey = ({ tenant, area, name }: FilePlace): string =>
  [tenant, area, name].map(escaped).join('/');

/** The place of a key that {@link fileKey} made; undefined for any other. */
export const placeOfKey = (key: string): FilePlace | undefined => {
  const [tenant, area, name, ...rest] = key.split('/');
  if (tenant === undefined || area === undefined || name === undefined || rest.length > 0)
    return undefined;
  if (![tenant, area, name].every(isEscaped)) return undefined;
  return { tenant: unescaped(tenant), area: unescaped(area), name: unescaped(name) };
};
