import * as z from 'zod';
import {
  addressable,
  anything,
  ConstraintRef,
  extensible,
  flag,
  instant,
  list,
  TimePeriod,
  text,
  whole,
} from './common.ts';

/** One value, or range of values, that a characteristic may take. */
export const CharacteristicValueSpecification = z.strictObject({
  ...extensible,
  isDefault: flag,
  rangeInterval: text,
  regex: text,
  unitOfMeasure: text,
  valueFrom: whole,
  valueTo: whole,
  valueType: text,
  validFor: TimePeriod.optional(),
  value: anything,
});
export type CharacteristicValueSpecification = z.infer<typeof CharacteristicValueSpecification>;

/** Ties a characteristic of a feature to another one. */
export const FeatureSpecificationCharacteristicRelationship = z.strictObject({
  ...addressable,
  characteristicId: text,
  featureId: text,
  name: text,
  relationshipType: text,
  resourceSpecificationHref: text,
  resourceSpecificationId: text,
  validFor: TimePeriod.optional(),
});

/** A characteristic of a feature. */
export const FeatureSpecificationCharacteristic = z.strictObject({
  ...extensible,
  id: text,
  configurable: flag,
  description: text,
  extensible: flag,
  isUnique: flag,
  maxCardinality: whole,
  minCardinality: whole,
  name: z.string(),
  regex: text,
  valueType: text,
  featureSpecCharRelationship: list(FeatureSpecificationCharacteristicRelationship),
  featureSpecCharacteristicValue: list(CharacteristicValueSpecification),
  validFor: TimePeriod.optional(),
  '@valueSchemaLocation': text,
});

/** Ties a feature to another one. */
export const FeatureSpecificationRelationship = z.strictObject({
  ...addressable,
  featureId: text,
  name: z.string(),
  parentSpecificationHref: text,
  parentSpecificationId: text,
  relationshipType: z.string(),
  validFor: TimePeriod.optional(),
});

/** A feature that a specification offers. */
export const FeatureSpecification = z.strictObject({
  ...addressable,
  isBundle: flag,
  isEnabled: flag,
  name: text,
  version: text,
  constraint: list(ConstraintRef),
  featureSpecCharacteristic: list(FeatureSpecificationCharacteristic),
  featureSpecRelationship: list(FeatureSpecificationRelationship),
  validFor: TimePeriod.optional(),
});

/** How far an import or an export is. */
export const JobStateType = z.enum(['Not Started', 'Running', 'Succeeded', 'Failed']);
export type JobStateType = z.infer<typeof JobStateType>;

/** A catalogue, or a part of it, being written to a file. */
export const ExportJob = z.strictObject({
  ...addressable,
  completionDate: instant,
  contentType: text,
  creationDate: instant,
  errorLog: text,
  path: text,
  query: text,
  url: text,
  status: JobStateType.optional(),
});
export type ExportJob = z.infer<typeof ExportJob>;

/** What a client sends to create an export job. */
export const ExportJobCreate = ExportJob.omit({ id: true, href: true }).required({ url: true });
export type ExportJobCreate = z.infer<typeof ExportJobCreate>;

/** A catalogue, or a part of it, being read from a file. */
export const ImportJob = z.strictObject({
  ...addressable,
  completionDate: instant,
  contentType: text,
  creationDate: instant,
  errorLog: text,
  path: text,
  url: text,
  status: JobStateType.optional(),
});
export type ImportJob = z.infer<typeof ImportJob>;

/** What a client sends to create an import job. */
export const ImportJobCreate = ImportJob.omit({ id: true, href: true }).required({ url: true });
export type ImportJobCreate = z.infer<typeof ImportJobCreate>;
