// Builds the npm package from the same sources as the script: npm/dist/index.js and its types.
//
// What the server bakes in (the __PLACES__) becomes what is passed to init(); each module is a block that
// runs if it was asked for. Readable, not minified: whoever bundles it minifies it.
//
//   node build-npm.mjs           writes npm/
//   node build-npm.mjs --check   exits 1 if that differs from what the sources give
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const here = new URL('.', import.meta.url);
const read = (path) => readFileSync(new URL(path, here), 'utf8');
const MODULES = readdirSync(new URL('src/modules/', here)).filter((name) => name.endsWith('.js')).map((name) => name.slice(0, -3)).sort();
const PLACES = {
  __URL__: 'config.url', __CONSENT__: 'config.consent', __OBJECTION__: 'config.objection', __REFUSAL__: 'config.refusal',
  __HASHES__: 'config.hashes', __FRAMES__: 'config.frames',
  // Of a key in the address of a tag there is none here.
  __KEY__: '-',
};

/** A regular expression cannot hold a variable: one that asks for __QUERY__ is put together when it runs. */
const withQuery = (code) =>
  code.replace(/\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*__QUERY__(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/([a-z]*)/g, (_, source, flags) => {
    const [before, after] = source.split('__QUERY__').map((part) => JSON.stringify(part));
    return `new RegExp(${before} + config.query + ${after}, '${flags}')`;
  });

/** A module's statements in a block of their own that runs if the module is wanted; imports stay outside. */
function onDemand(name) {
  const code = read(`src/modules/${name}.js`);
  const imports = code.match(/^import .*$/gm) ?? [];
  return `${imports.join('\n')}\nif (config.modules.includes('${name}')) {\n${code.replace(/^import .*$/gm, '')}\n}`;
}

async function core() {
  const virtual = {
    name: 'virtual',
    setup(hooks) {
      hooks.onLoad({ filter: /src\/modules\/\w+\.js$/ }, ({ path }) => ({ contents: onDemand(path.match(/(\w+)\.js$/)[1]) }));
    },
  };
  const entry = ['./core/index.js', ...MODULES.map((name) => `./modules/${name}.js`)].map((path) => `import '${path}';`).join('\n');
  const result = await build({
    stdin: { contents: entry, resolveDir: new URL('src/', here).pathname },
    bundle: true, write: false, format: 'esm', target: 'es2020', treeShaking: false, charset: 'utf8', plugins: [virtual],
  });
  const code = withQuery(result.outputFiles[0].text).replace(/(?<!@)__[A-Z]+__/g, (place) => {
    if (!(place in PLACES)) throw Error(`${place}: init() has no field for it`);
    return PLACES[place];
  });
  if (code.split('debugger').length != 2) throw Error('core must hold exactly one "debugger": the way out');
  return `export const MODULES = ${JSON.stringify(MODULES)};\nexport default function start(config) {\n${code.replace('debugger', 'return')}}\n`;
}

async function index() {
  const source = await core();
  const result = await build({
    entryPoints: [new URL('npm/src/index.js', here).pathname],
    bundle: true, write: false, format: 'esm', target: 'es2020', charset: 'utf8',
    plugins: [{
      name: 'core',
      setup(hooks) {
        hooks.onResolve({ filter: /^visitrace:core$/ }, (found) => ({ path: found.path, namespace: 'core' }));
        hooks.onLoad({ filter: /.*/, namespace: 'core' }, () => ({ contents: source, loader: 'js' }));
      },
    }],
  });
  return result.outputFiles[0].text;
}

/** The sources by name and content, so that a test without Node sees that they are newer than the package. */
function fingerprint() {
  const names = ['src/core', 'src/modules', 'npm/src', 'types'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, here)).map((name) => `${folder}/${name}`)).sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\n${read(name)}`);
  return hash.digest('hex').slice(0, 32);
}

const { version, license } = JSON.parse(read('package.json'));
const manifest = {
  name: '@visitrace/browser', version, license, type: 'module', sideEffects: false,
  description: 'Visitrace in the browser: page views and signals for your own installation, typed and safe on the server.',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  files: ['dist'],
};
const files = {
  'npm/package.json': `${JSON.stringify(manifest, null, 2)}\n`,
  'npm/dist/index.js': `// Built by build-npm.mjs from sources ${fingerprint()}\n${await index()}`,
  'npm/dist/index.d.ts': read('npm/src/index.d.ts'),
  'npm/dist/vt.d.ts': read('types/vt.d.ts'),
};
if (process.argv.includes('--check')) {
  const differing = Object.keys(files).filter((path) => {
    try {
      return read(path) !== files[path];
    } catch {
      return true;
    }
  });
  if (differing.length) {
    console.error(`not what the sources give: ${differing.join(', ')}; run "node build-npm.mjs"`);
    process.exit(1);
  }
} else {
  mkdirSync(new URL('npm/dist/', here), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(new URL(path, here), text);
}
