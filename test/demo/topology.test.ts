import { describe, expect, it } from '@jest/globals';
import { builtInTowns, townsOf } from '../../infra/demo/topology.ts';

const map = `<?xml version="1.0"?><graphml>
  <key attr.name="label" attr.type="string" for="graph" id="d12" />
  <key attr.name="label" attr.type="string" for="node" id="d34" />
  <key attr.name="Longitude" attr.type="double" for="node" id="d33" />
  <key attr.name="Country" attr.type="string" for="node" id="d30" />
  <key attr.name="Latitude" attr.type="double" for="node" id="d29" />
  <graph edgedefault="undirected"><data key="d12">All</data>
    <node id="0"><data key="d29">54.5</data><data key="d30">Poland</data><data key="d33">18.5</data><data key="d34">Gdynia</data></node>
    <node id="1"><data key="d34">None</data></node>
    <node id="2"><data key="d34">Brod &amp; Most</data><data key="d33">1</data><data key="d29">2</data></node>
    <node id="3"><data key="d29">54.6</data><data key="d33">18.6</data><data key="d34">Gdynia</data></node>
    <edge source="0" target="1"><data key="d34">no node</data></edge>
  </graph></graphml>`;

describe('the map of a network', () => {
  it('gives the nodes that have a name and coordinates, each name once', () => {
    expect(townsOf(map).map(({ name }) => name)).toEqual(['Gdynia', 'Brod & Most']);
  });

  it('knows country and coordinates by the names of the keys, whatever their numbers', () => {
    expect(townsOf(map.replaceAll('d30', 'd77'))[1]).toEqual({
      name: 'Brod & Most',
      country: '',
      latitude: 2,
      longitude: 1,
    });
    expect(townsOf(map.replaceAll('"d29"', '"d1"'))[1]?.latitude).toBe(2);
  });

  it('has towns of its own for when there is no map', () => {
    expect(new Set(builtInTowns.map(({ name }) => name)).size).toBe(12);
  });
});
