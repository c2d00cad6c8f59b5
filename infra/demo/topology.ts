/** A place of the network, with its coordinates in degrees. */
export interface Town {
  readonly name: string;
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Towns for an operator of whom there is no map. */
export const builtInTowns: readonly Town[] = [
  { name: 'Antwerpen', country: 'Belgium', latitude: 51.2199, longitude: 4.4035 },
  { name: 'Brugge', country: 'Belgium', latitude: 51.2093, longitude: 3.2247 },
  { name: 'Brussel', country: 'Belgium', latitude: 50.8503, longitude: 4.3517 },
  { name: 'Charleroi', country: 'Belgium', latitude: 50.4108, longitude: 4.4446 },
  { name: 'Gent', country: 'Belgium', latitude: 51.0543, longitude: 3.7174 },
  { name: 'Hasselt', country: 'Belgium', latitude: 50.9307, longitude: 5.3325 },
  { name: 'Kortrijk', country: 'Belgium', latitude: 50.828, longitude: 3.2649 },
  { name: 'Leuven', country: 'Belgium', latitude: 50.8798, longitude: 4.7005 },
  { name: 'Liège', country: 'Belgium', latitude: 50.6326, longitude: 5.5797 },
  { name: 'Mechelen', country: 'Belgium', latitude: 51.0259, longitude: 4.4776 },
  { name: 'Mons', country: 'Belgium', latitude: 50.4542, longitude: 3.9523 },
  { name: 'Namur', country: 'Belgium', latitude: 50.4674, longitude: 4.8718 },
];

const decoded = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

/** Which attribute each `<key>` of the nodes stands for; files of the Topology Zoo number them freely. */
const keysOf = (xml: string): ReadonlyMap<string, string> =>
  new Map(
    [...xml.matchAll(/<key\s([^>]*)>/g)].flatMap(([, attributes = '']) => {
      const name = /attr\.name="([^"]*)"/.exec(attributes)?.[1];
      const id = /\bid="([^"]*)"/.exec(attributes)?.[1];
      return name === undefined || id === undefined || !attributes.includes('for="node"')
        ? []
        : [[id, name]];
    }),
  );

const townOf = (node: string, keys: ReadonlyMap<string, string>): Town | undefined => {
  const values = new Map(
    [...node.matchAll(/<data\s+key="([^"]*)"\s*>([^<]*)<\/data>/g)].map(
      ([, key = '', value = '']) => [keys.get(key) ?? key, decoded(value.trim())],
    ),
  );
  const name = values.get('label');
  const latitude = Number(values.get('Latitude') ?? Number.NaN);
  const longitude = Number(values.get('Longitude') ?? Number.NaN);
  return name === undefined || Number.isNaN(latitude) || Number.isNaN(longitude)
    ? undefined
    : { name, country: values.get('Country') ?? '', latitude, longitude };
};

/** The nodes of a GraphML map that have a name and coordinates, each name once. */
export const townsOf = (graphml: string): readonly Town[] => {
  const keys = keysOf(graphml);
  const towns = [...graphml.matchAll(/<node\s[^>]*>([\s\S]*?)<\/node>/g)].flatMap(
    ([, node = '']) => townOf(node, keys) ?? [],
  );
  return [...new Map(towns.map((town) => [town.name, town])).values()];
};
