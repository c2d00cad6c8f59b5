import * as z from 'zod';
import type { Json } from './openapi-parts.ts';

/** What a subclass brings is allowed beside what the class has, and nothing else. */
const opened = (schema: object): void => {
  const properties: unknown = Reflect.get(schema, 'properties');
  const subclassed =
    Reflect.get(schema, 'additionalProperties') === false &&
    typeof properties === 'object' &&
    properties !== null &&
    '@type' in properties &&
    '@schemaLocation' in properties;
  if (!subclassed) return;
  Reflect.deleteProperty(schema, 'additionalProperties');
  Object.assign(schema, {
    unevaluatedProperties: false,
    allOf: [{ $ref: '#/components/schemas/Subclass' }],
  });
};

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => opened(jsonSchema),
  });
  return rest;
};

/** References inside a schema point at its own `$defs`; as a component they must point below the component. */
const rebased = (schema: Json, at: string): Json =>
  JSON.parse(
    JSON.stringify(schema)
      .replaceAll('"$ref":"#/$defs/', `"$ref":"#/components/schemas/${at}/$defs/`)
      .replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${at}"`),
  );

/** In a patch, null takes an attribute away that need not be there (RFC 7396). */
export const patchEntry = (name: string, update: z.ZodType, needed: readonly string[]): Json => {
  const { properties, ...schema } = schemaOf(update);
  const nullable = Object.entries(Object(properties)).map(([attribute, held]) =>
    needed.includes(attribute)
      ? [attribute, held]
      : [attribute, { anyOf: [held, { type: 'null' }] }],
  );
  return { [name]: rebased({ ...schema, properties: Object.fromEntries(nullable) }, name) };
};

/** A schema as a component of the description. */
export const componentEntry = (name: string, schema: z.ZodType): Json => ({
  [name]: rebased(schemaOf(schema), name),
});
