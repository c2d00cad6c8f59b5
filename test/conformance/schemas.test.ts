import { describe, expect, it } from '@jest/globals';
import { resourceDefinitions, schemaFolders, schemaOf } from './apis.ts';
import { differencesBetween } from './compare.ts';
import { differences, sampleFaults } from './differences.ts';
import { factsOf } from './facts.ts';
import { answerFaults, otherStates, readBack } from './read-back.ts';
import { contractFaultsOf, faultsOf, samplesOf } from './samples.ts';

it('has each line of the lists once, and mends only faults that it names', () => {
  const lines = [differences, readBack, answerFaults, otherStates].flatMap((list) =>
    list.flatMap((one) => one.lines),
  );
  expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
  const mends = sampleFaults.flatMap(({ mend = {}, faults }) =>
    Object.keys(mend).filter((fault) => !faults.includes(fault)),
  );
  expect(mends).toEqual([]);
});

describe.each(Object.keys(schemaFolders))('the schemas of %s', (api) => {
  const facts = factsOf(api);

  it('say what the contract says, but for the differences that we chose', async () => {
    const found = new Set<string>();
    for (const name of resourceDefinitions(facts)) {
      const lines = differencesBetween(facts, name, await schemaOf(api, name));
      for (const line of lines) found.add(`${api} ${line}`);
    }
    const chosen = differences.flatMap(({ lines }) => lines);
    const here = chosen.filter((line) => line.startsWith(api));
    expect([...found].sort()).toEqual(here.sort());
  });

  for (const sample of samplesOf(api)) {
    it(`take the official example ${sample.file}, but for its own faults`, async () => {
      const known = sampleFaults.filter(({ files }) => files.includes(`${api}/${sample.file}`));
      const faults = known.flatMap((entry) => entry.faults);
      expect(await faultsOf(api, facts, sample)).toEqual(faults.sort());
      // None of them is one of ours: the contract refuses the same.
      const theirs = contractFaultsOf(facts, sample);
      expect(faults.filter((fault) => !theirs.includes(fault.split(': ')[0] ?? ''))).toEqual([]);
    });
  }
});
