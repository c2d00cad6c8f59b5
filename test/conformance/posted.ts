import { allResources } from '../../functions/all-resources.ts';
import type { AnyResource } from '../../functions/kernel/tmf/resource.ts';
import { exampleOf } from './contract.ts';
import type { ApiFacts } from './facts.ts';
import { factsOf } from './facts.ts';
import { mendedSample } from './mend.ts';
import { references } from './references.ts';
import type { Sample } from './samples.ts';
import { classOf, samplesOf } from './samples.ts';
import { apis } from './surface.ts';

/** Something to post: an official sample, or an example with every attribute that the contract names. */
export interface Posted {
  /** `TMF622 ProductOrder.example.json`, or `TMF620 Catalog` where it is made from the facts. */
  readonly title: string;
  readonly api: string;
  /** The class that it is: what the answer is held against. */
  readonly definition: string;
  readonly declared: AnyResource;
  readonly body: () => Promise<Record<string, unknown>>;
}

/** What can be created by the contract too: for what only we create it has no example. */
const isPostable = ({ api, name, operations }: AnyResource): boolean =>
  operations.includes('create') && factsOf(api.id).paths[`/${name}`]?.['post'] !== undefined;

const declaredOf = (api: string, definition: string): AnyResource | undefined =>
  allResources.find(
    (declared) =>
      declared.api.id === api && declared.type === classOf(definition) && isPostable(declared),
  );

/** Where the contract leaves the states open, an official sample may be in one that is not ours. */
const foreignState = (
  declared: AnyResource,
  value: Record<string, unknown>,
): string | undefined => {
  const state = declared.state && value[declared.state.attribute];
  return typeof state === 'string' && declared.state?.lifecycle.moves[state] === undefined
    ? state
    : undefined;
};

const inOurState = (declared: AnyResource, body: Record<string, unknown>) =>
  declared.state === undefined || foreignState(declared, body) === undefined
    ? body
    : { ...body, [declared.state.attribute]: declared.state.lifecycle.initial[0] };

const sampled = (api: string, facts: ApiFacts, sample: Sample): Posted[] => {
  const declared = declaredOf(api, sample.definition);
  if (declared === undefined) return [];
  const { definition, file } = sample;
  return [
    {
      title: `${api} ${file}`,
      api,
      definition,
      declared,
      body: async () => inOurState(declared, await mendedSample(api, facts, sample)),
    },
  ];
};

const made = (api: string, facts: ApiFacts, declared: AnyResource): Posted => ({
  title: `${api} ${declared.type}`,
  api,
  definition: declared.type,
  declared,
  body: async () => {
    const example = Object(exampleOf(facts, `${declared.type}_Create`));
    example['@type'] = declared.type;
    // Where the contract leaves the states open, only ours are taken.
    if (declared.state !== undefined && declared.state.attribute in example)
      example[declared.state.attribute] = declared.state.lifecycle.initial[0];
    return example;
  },
});

/** What its sample refers to is made first, for this sample alone: an example from the facts would name nothing. */
const isPrepared = (declared: AnyResource, samples: readonly Posted[]): boolean =>
  `${declared.api.id} ${declared.type}` in references &&
  samples.some((one) => one.declared === declared);

/** All samples of what can be created, and of each resource an example with every attribute of its contract. */
export const allPosted: readonly Posted[] = apis.flatMap(({ id }) => {
  const facts = factsOf(id);
  const samples = samplesOf(id).flatMap((sample) => sampled(id, facts, sample));
  const whole = allResources.filter(
    (declared) => declared.api.id === id && isPostable(declared) && !isPrepared(declared, samples),
  );
  return [...samples, ...whole.map((declared) => made(id, facts, declared))];
});

/** Samples that are posted in our first state instead of theirs, as `TMF651 Agreement.example.json: Pending`. */
export const foreignStates = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { id } of apis)
    for (const sample of samplesOf(id)) {
      const declared = declaredOf(id, sample.definition);
      if (declared === undefined) continue;
      const state = foreignState(declared, await mendedSample(id, factsOf(id), sample));
      if (state !== undefined) found.push(`${id} ${sample.file}: ${state}`);
    }
  return found;
};

/** Samples that nothing posts, as `TMF622 CancelProductOrder`: their resource cannot be created here. */
export const notPosted: readonly string[] = apis.flatMap(({ id }) =>
  samplesOf(id)
    .filter(({ definition }) => declaredOf(id, definition) === undefined)
    .map(({ definition }) => `${id} ${definition}`),
);
