// Which folder may import what. Arrows: core <- client <- sim <- dsl <- fuzz, sim <- view, api on all of these;
// cli, web and integrations stand on top and are imported by nobody. Another folder is reached through its
// index.ts only. test/project/layers.test.ts proves that each rule catches a planted fault.

/** Folder -> the folders it may import besides itself. Those on top may import all of these. */
const arrows = {
  core: [],
  client: ['core'],
  sim: ['core', 'client'],
  dsl: ['core', 'client', 'sim'],
  fuzz: ['core', 'client', 'sim', 'dsl'],
  view: ['core', 'sim'],
  api: ['core', 'client', 'sim', 'dsl', 'fuzz', 'view'],
};

/** Packages of the pure folders. What is not named here has no business in them. */
const packages = {
  core: [],
  client: [],
  sim: ['seedrandom'],
  dsl: ['chevrotain'],
  fuzz: [],
  view: [],
  api: [],
};

const pure = Object.keys(arrows);
const top = ['cli', 'web', 'integrations', 'adapters'];
const anyOf = (names) => `(${names.join('|')})`;
const product = [...pure, ...top];

const arrowRules = pure.map((folder) => ({
  name: `arrow-${folder}`,
  severity: 'error',
  comment: `${folder}/ may import ${arrows[folder].join(', ') || 'no other folder'}.`,
  from: { path: `^${folder}/` },
  to: {
    path: `^(${[...product, 'test', 'bench', 'bin'].join('|')})/|^index\\.ts$`,
    pathNot: `^${anyOf([folder, ...arrows[folder]])}/`,
  },
}));

const packageRules = pure.map((folder) => ({
  name: `packages-${folder}`,
  severity: 'error',
  comment: `${folder}/ may use ${packages[folder].join(', ') || 'no package'}.`,
  from: { path: `^${folder}/` },
  to: {
    dependencyTypesNot: ['local', 'undetermined'],
    path: '(^|/)node_modules/|^node:',
    pathNot: packages[folder].length
      ? `(^|/)node_modules/(@types/)?${anyOf(packages[folder])}/`
      : '^$',
  },
}));

module.exports = {
  forbidden: [
    ...arrowRules,
    ...packageRules,
    {
      name: 'builtins-in-pure-folders',
      severity: 'error',
      comment: "The pure folders run in a browser: no modules of Node's own.",
      from: { path: `^${anyOf(pure)}/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'top-is-imported-by-nobody',
      severity: 'error',
      comment: 'cli, web, integrations and adapters stand on top.',
      from: { path: `^(${product.join('|')})/|^index\\.ts$` },
      to: { path: `^${anyOf(top)}/`, pathNot: '^$1/' },
    },
    {
      name: 'through-the-door',
      severity: 'error',
      comment: "Another folder is imported through its index.ts, which is the folder's door.",
      from: { path: `^${anyOf([...product, 'bench'])}/` },
      to: { path: `^${anyOf(product)}/`, pathNot: ['^$1/', '^[^/]+/index\\.ts$'] },
    },
    {
      name: 'root-through-the-door',
      severity: 'error',
      comment: 'The package entry imports the doors of the folders.',
      from: { path: '^index\\.ts$' },
      to: { path: `^${anyOf(product)}/`, pathNot: '^[^/]+/index\\.ts$' },
    },
    {
      name: 'product-without-tests',
      severity: 'error',
      comment: 'Neither tests nor measurements are part of the product.',
      from: { path: `^(${product.join('|')})/|^index\\.ts$` },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'product-without-tools',
      severity: 'error',
      comment: 'Only what is installed with the package; cli/planting compiles, so it needs more.',
      from: { path: `^(${product.join('|')})/|^index\\.ts$`, pathNot: '^cli/planting/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment:
        'Files that import each other can only be understood together. Types may point back.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing reaches this file and it reaches nothing.',
      from: {
        orphan: true,
        path: `^${anyOf(product)}/`,
        pathNot: '\\.d\\.ts$',
      },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules'] },
    // The project of the fixtures imports the package by its name, as it is installed; the check of the diagrams has
    // dependencies of its own.
    exclude: {
      path: [
        '^dist/',
        '^coverage/',
        '^\\.whitewater/',
        '^bench/peers/',
        '^fixtures/vitest-project/',
        '^test/mermaid/',
      ],
    },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
