import type { Capability } from '../../functions/kernel/capability.ts';

const start = '<!-- capabilities:start -->';
const end = '<!-- capabilities:end -->';

const row = ({ name, domain, api, owns }: Capability): string => {
  const shown =
    api === undefined
      ? ''
      : `${api.id.startsWith('TMF') ? `${api.id} ` : ''}${api.title} ${api.version}`;
  const path = api === undefined ? '' : `\`${api.basePath}\``;
  const resources = owns.filter((one) => one !== 'Hub').join(', ');
  return `| [${name}](functions/${domain}/${name}/) | ${shown} | ${path} | ${resources} |`;
};

/** The README's table of capabilities, as the manifests have it. */
export const capabilityTable = (capabilities: readonly Capability[]): string =>
  [
    '| capability | API | base path | owns |',
    '|---|---|---|---|',
    ...(['bss', 'oss'] as const).flatMap((domain) =>
      capabilities.filter((one) => one.domain === domain).map(row),
    ),
  ].join('\n');

/** The README with its table renewed; everything outside the markers stays. */
export const withCapabilityTable = (
  readme: string,
  capabilities: readonly Capability[],
): string => {
  const [before, rest] = readme.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`README.md lacks ${start} or ${end}`);
  return `${before}${start}\n${capabilityTable(capabilities)}\n${end}${after}`;
};
