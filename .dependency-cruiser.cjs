/** Who may import what (the design's section 2). Types alone may cross where a cycle would not exist at run time. */
const decisions =
  'functions/(bss|oss)/[^/]+/(engine/[^/]+|plan|check|lines|wave|follow-order|adapter|course|ledger|entries|debt|decide)[.]ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'schemas-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^schemas/' },
      to: { path: '^(functions|infra|test)/' },
    },
    {
      name: 'kernel-knows-no-capability',
      severity: 'error',
      from: { path: '^functions/kernel/' },
      to: { path: '^functions/(bss|oss|registry|all-resources)|^(infra|test)/' },
    },
    {
      name: 'no-capability-imports-another',
      severity: 'error',
      from: { path: '^functions/(bss|oss)/([^/]+)/' },
      to: { path: '^functions/(bss|oss)/', pathNot: '^functions/$1/$2/' },
    },
    {
      name: 'functions-know-no-infra',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^infra/' },
    },
    {
      name: 'decisions-are-pure',
      comment:
        'A decision reaches no AWS SDK, middy or Powertools, not even through what it imports.',
      severity: 'error',
      from: { path: `^${decisions}` },
      to: {
        path: 'node_modules/(@aws-sdk|@aws-lambda-powertools|@middy)/',
        reachable: true,
      },
    },
    {
      name: 'infra-reads-manifests-alone',
      comment: 'So that synth stays fast; what the bundle is made of, it names by path.',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/(local|demo|bundle|operate)/' },
      to: {
        path: '^functions/',
        pathNot: '(/capability|^functions/registry)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nobody-imports-test',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(cdk[.]out|[.]strowger)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
