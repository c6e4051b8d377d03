/**
 * The import table as rules: what each folder may import besides itself, which packages, and why.
 * A folder that does not exist yet has its row already; a folder without a row may import nothing.
 */
const CORE = ['domain', 'ports', 'configuration', 'market', 'agent', 'risk', 'execution', 'portfolio', 'report'];

const FOLDERS = {
  domain: {
    packages: ['decimal.js'],
    reason: 'What the words mean rests on nothing but exact decimals.',
  },
  ports: {
    may: ['domain'],
    reason: 'A contract speaks in the words of the domain and knows nobody who fulfils it.',
  },
  configuration: {
    may: ['domain'],
    packages: ['yaml', 'zod'],
    reason: 'Configuration is judged as text; reading files is the work of an adapter.',
  },
  market: {
    may: ['domain'],
    packages: ['trading-signals'],
    reason: 'Candles become facts by computation alone.',
  },
  risk: {
    may: ['domain'],
    reason: 'The guard judges values; nothing that could talk it round is in its reach.',
  },
  portfolio: {
    may: ['domain'],
    reason: 'The books are a fold of facts: whoever has the facts has the same books.',
  },
  report: {
    may: ['domain'],
    packages: ['csv-stringify/sync'],
    reason: 'A report is made of facts alone, so that it can be made again.',
  },
  agent: {
    may: ['domain', 'ports'],
    packages: ['zod'],
    reason: 'The conversation gets its tools and the guard as arguments; neither session nor exchange is in its reach.',
  },
  execution: {
    may: ['domain', 'ports'],
    reason: 'Orders follow from what was approved; who deliberated is unknown here.',
  },
  session: {
    may: CORE,
    reason: 'A session calls the core and the ports; which adapter answers and which person reads is not its business.',
  },
  arena: {
    may: [...CORE, 'session'],
    reason: 'A contestant runs the same sessions on a shadow book.',
  },
  chat: {
    may: ['domain', 'ports', 'configuration', 'portfolio', 'report', 'session'],
    reason: 'The chat enqueues and tells; it neither judges nor trades.',
  },
  replay: {
    may: ['domain', 'ports', 'portfolio', 'report', 'session', 'arena'],
    reason: 'A replay is the same session on stored time; it has no shortcut of its own.',
  },
  dashboard: {
    may: ['domain', 'ports', 'portfolio', 'report'],
    packages: ['hono', '@hono/node-server', 'lightweight-charts'],
    reason: 'The page reads what happened; it steers nothing.',
  },
  simulator: {
    may: ['domain', 'ports'],
    packages: ['ws'],
    reason: "The simulated exchange must not share the client's code, or it would prove nothing.",
  },
  adapters: {
    may: ['domain', 'ports'],
    reason: 'An adapter translates one outside world to its port; decisions are made elsewhere.',
  },
};

/** The packages of each adapter. An adapter without a line has none. */
const ADAPTERS = {
  anthropic: ['@anthropic-ai/sdk', 'zod'],
  archive: ['csv-parse'],
  binance: ['ky', 'zod'],
  'binance-archive': ['fflate'],
  charts: ['echarts', '@napi-rs/canvas'],
  'fear-greed': ['ky', 'zod'],
  google: ['@google/generative-ai', '@google/genai', 'zod'],
  journal: ['lowdb'],
  openai: ['openai', 'zod'],
  postgres: ['pg', 'kysely', 'pg-boss'],
  system: ['pino', 'node-schedule', 'ws'],
  tape: ['zod'],
  telegram: ['telegraf'],
};

const INSTALLED = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];
const NETWORK = '^(node:)?(https?|http2|net|tls|dgram|dns)(/|$)';
const PURE = '^(src/(domain|configuration|market|risk|portfolio|report)|tools)/';
const NETWORK_ALLOWED = '^src/(adapters|app|simulator/server|dashboard)/';

/** Where a package's files lie, or those of one of its entries. */
function packagePath(name) {
  const path = name === 'csv-stringify/sync' ? 'csv-stringify/lib/sync' : name;
  return `(^|/)node_modules/(@types/)?${path.replaceAll('.', '\\.')}(/|\\.|$)`;
}

function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

function packageRule(name, reason, path, packages) {
  const allowed = packages.length === 0 ? {} : { pathNot: packages.map(packagePath) };
  return rule(name, reason, { path }, { dependencyTypes: INSTALLED, ...allowed });
}

function folderRules([folder, { may = [], packages = [], reason }]) {
  const path = `^src/${folder}/`;
  const imports = rule(
    `${folder}-imports`,
    reason,
    { path },
    { path: '^(src|tools)/', pathNot: `^src/(${[folder, ...may].join('|')})/` },
  );
  return folder === 'adapters' ? [imports] : [imports, packageRule(`${folder}-packages`, reason, path, packages)];
}

/** Packages of one outside world each; zod is no vendor's: tools and others describe data with it, too. */
const vendorPackages = [...new Set(Object.values(ADAPTERS).flat())].filter((name) => name !== 'zod');

const adapterRules = [
  rule(
    'adapter-imports-adapter',
    'Each adapter can be replaced alone; what two of them share belongs to the domain or to a port.',
    { path: '^src/adapters/([^/]+)/' },
    { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
  ),
  packageRule(
    'adapter-packages',
    "An adapter without a line in the table needs no package; a new vendor's package is a decision.",
    `^src/adapters/(?!(${Object.keys(ADAPTERS).join('|')})/)`,
    [],
  ),
  ...Object.entries(ADAPTERS).map(([adapter, packages]) =>
    packageRule(
      `adapter-${adapter}-packages`,
      'An adapter knows the packages of its own world only.',
      `^src/adapters/${adapter}/`,
      packages,
    ),
  ),
  rule(
    'vendor-outside-its-adapter',
    "A vendor's package is known to its adapter alone, so that changing the vendor changes one folder.",
    { path: '^(src/(app/|main\\.ts)|tools/)' },
    { path: vendorPackages.map(packagePath) },
  ),
];

const toolRules = [
  rule(
    'tools-imports',
    'A tool sees its context only: the snapshot, the signals so far and the guard as a function.',
    { path: '^tools/' },
    { path: '^src/', pathNot: '^src/((domain|market)/|agent/tool\\.ts$)' },
  ),
  packageRule('tools-packages', 'A tool describes its input with zod and computes its answer.', '^tools/', ['zod']),
];

const folderNames = [...Object.keys(FOLDERS), 'app'].join('|');

const generalRules = [
  rule('no-cycles', 'Files that need each other are one file; a cycle of types hides the same knot.', {}, { circular: true }),
  rule(
    'pure-without-node',
    'Judgement is a function of its arguments: it opens no file and asks no machine.',
    { path: PURE },
    { dependencyTypes: ['core'] },
  ),
  rule(
    'network-behind-ports',
    'Retries, deadlines and fault injection live at the transports; a socket elsewhere would escape them.',
    { path: '^(src|tools)/', pathNot: NETWORK_ALLOWED },
    { path: NETWORK },
  ),
  rule('page-without-node', 'It runs in a browser.', { path: '^src/dashboard/page/' }, { dependencyTypes: ['core'] }),
  rule(
    'approval-is-given-by-the-guard',
    'Whoever could call the function that marks a trade as approved would be past the guard.',
    { path: '^(src|tools)/', pathNot: '^src/risk/' },
    { path: '^src/risk/approve\\.ts$' },
  ),
  rule('nobody-imports-main', 'The command line is the root of the tree.', {}, { path: '^src/main\\.ts$' }),
  rule(
    'folder-without-a-row',
    'A new folder is a decision: give it a row in the import table.',
    { path: '^src/', pathNot: `^src/((${folderNames})/|main\\.ts$)` },
    {},
  ),
  rule(
    'no-development-code',
    'What runs in production is installed in production.',
    { path: '^(src|tools)/' },
    { path: '^(test|bin)/' },
  ),
  rule(
    'no-development-packages',
    'What runs in production is installed in production.',
    { path: '^(src|tools)/' },
    { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  ),
  rule('no-missing-file', 'An import that leads nowhere fails at run time only.', {}, { couldNotResolve: true }),
];

export default {
  forbidden: [...Object.entries(FOLDERS).flatMap(folderRules), ...adapterRules, ...toolRules, ...generalRules],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    exoticRequireStrings: [],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], mainFields: ['main'] },
  },
};
