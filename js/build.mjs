// Builds the chunks that the server composes per site, and the manifest with their sizes.
//
// The chunks share one closure. Core is minified first; the short names its exports got are then put
// into the other chunks before these are minified, as free names, which no minifier re-uses. Each chunk
// goes through three minifiers and the smallest result by brotli is kept.
//
//   node build.mjs           writes ../tracker/static/snippet
//   node build.mjs --check   exits 1 if that is not among what the sources give
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify as swc, parse } from '@swc/core';
import { minify as terser } from 'terser';
import uglify from 'uglify-js';

const here = new URL('.', import.meta.url);
const target = new URL('../tracker/static/snippet/', here);
// What is most used stands first; the order is also the one in which modules are joined.
const FIRST = ['auto', 'objection', 'inspect', 'datalayer', 'embeds', 'md'];
const named = (folder) => readdirSync(new URL(`src/${folder}/`, here)).filter((name) => /\.(js|css)$/.test(name)).sort();
const MODULES = named('modules').map((name) => name.replace(/\.js$/, ''));
MODULES.sort((a, b) => (FIRST.indexOf(a) >>> 0) - (FIRST.indexOf(b) >>> 0));
const PAGES = named('page');
const version = JSON.parse(readFileSync(new URL('package.json', here))).version;

const brotli = (text) => brotliCompressSync(Buffer.from(text)).length;
const gzip = (text) => gzipSync(Buffer.from(text), { level: 9 }).length;

/** One flat module. With `names`, imports of core become those free names. */
async function bundle(entry, names) {
  const shared = {
    name: 'shared',
    setup(hooks) {
      hooks.onLoad({ filter: /core\/index\.js$/ }, () => ({
        contents: Object.entries(names).map(([name, short]) => `export { ${short} as ${name} } from 'shared';`).join('\n'),
      }));
      hooks.onResolve({ filter: /^shared$/ }, () => ({ path: 'shared', external: true }));
    },
  };
  const result = await build({
    entryPoints: [new URL(entry, here).pathname],
    bundle: true, write: false, format: 'esm', target: 'es2020', treeShaking: true,
    plugins: names ? [shared] : [],
  });
  return result.outputFiles[0].text.replace(/^\/\/ .*$/gm, '').replace(/^import .* from "shared";$/gm, '');
}

const checking = process.argv.includes('--check');
const there = (name) => {
  try {
    return readFileSync(new URL(name, target), 'utf8');
  } catch {
    return;
  }
};
/** When checking: whether a result, once finished, is the file of that name. */
const isThere = (name, finish = (code) => code) => {
  const text = checking && there(name);
  return (code) => !!text && finish(code) === text;
};

/**
 * The results, the smallest by `measure` first, of several minifiers, their options and the letters they name things
 * with: which of these pays is a matter of trying. No chance in it: the same source gives the same result.
 */
async function ranked(code, measure, seeds = 16, isIt = () => false) {
  const results = [];
  let found; // when checking: what is there is one of the results, so the others need not be tried
  const add = (text) => {
    results.push((text = text.trim().replace(/;$/, '')));
    if (isIt(text)) found = [text];
  };
  for (const [inline, sequences, arrows] of grid(3)) {
    const compress = { passes: 3, ecma: 2020, drop_debugger: false, inline, sequences };
    add((await swc(code, { compress, mangle: true, module: true, ecma: 2020 })).code);
    const tersed = (await terser(code, { compress: { ...compress, unsafe_arrows: arrows }, mangle: false, module: true, ecma: 2020 })).code;
    for (let seed = 0; seed < seeds && !found; seed++)
      add((await terser(tersed, { compress: false, mangle: { nth_identifier: letters(seed) }, module: true, ecma: 2020 })).code);
    if (found) return found;
  }
  const old = uglify.minify(code, { compress: { passes: 4, drop_debugger: false }, mangle: true, module: true, toplevel: true });
  if (!old.error) add(old.code);
  if (found) return found;
  return [...new Set(results)].sort((a, b) => measure(a) - measure(b));
}

/** A source of short names for terser: the alphabet in an order that depends on the seed. */
function letters(seed) {
  const alphabet = [...'etnrisouaflcdpmhgvybwkxjqzETNRISOUAFLCDPMHGVYBWKXJQZ_'];
  let state = seed;
  if (seed)
    for (let i = alphabet.length - 1; i; i--) {
      state = (state * 1103515245 + 12345) % 2147483648;
      const j = state % (i + 1);
      [alphabet[i], alphabet[j]] = [alphabet[j], alphabet[i]];
    }
  return { get: (n) => (n < alphabet.length ? alphabet[n] : alphabet[n % alphabet.length] + Math.floor(n / alphabet.length)) };
}

/** A module shares core's function: a `var` of its own would overwrite a name of core's. */
async function standsAlone(code) {
  const { body } = await parse(code, { syntax: 'ecmascript', target: 'es2020' });
  return body.every(({ type, kind }) => type == 'ExpressionStatement' || (type == 'VariableDeclaration' && kind != 'var'));
}

/** Every combination of `count` booleans. */
const grid = (count) => [...Array(1 << count).keys()].map((n) => [...Array(count).keys()].map((bit) => !!(n & (1 << bit))));

/** The way out ("debugger" in the source) is a "return" in the composed function. */
function wayOut(code) {
  if (code.split('debugger').length != 2) throw Error('there must be exactly one "debugger": the way out');
  return code.replace('debugger', 'return');
}

/** Core without its export statement, and the short name of each export. */
function exported(code) {
  const names = {};
  const body = code.replace(/;?export\{([^}]*)\}/, (_, list) => {
    for (const item of list.split(',')) {
      const [short, name] = item.split(' as ');
      names[name ?? short] = short;
    }
    return '';
  });
  return [wayOut(body), names];
}

// As the server composes it, with a configuration of usual length.
const SAMPLE = {
  __URL__: '"https://t.example.com/s/abcdefghjkmn"', __KEY__: 'abcdefghjkmn', __CONSENT__: '"anon"', __OBJECTION__: '"no"',
  __REFUSAL__: '"no"', __QUERY__: '', __HASHES__: '0', __FRAMES__: '0',
};
const compose = (core, ...modules) =>
  `;(()=>{try{${[core, ...modules.map((code) => `{${code}}`)].join(';')}}catch{}})()`
    .replace(/__[A-Z]+__/g, (name) => SAMPLE[name]);

/** A module minified to fit the names of that core, and to cost it least. */
async function module(name, core, names, seeds) {
  const code = await bundle(`src/modules/${name}.js`, names);
  for (const text of await ranked(code, (text) => brotli(compose(core, text)), seeds, isThere(`${name}.js`)))
    if (await standsAlone(text)) return text;
  throw Error(`${name}: only expressions, let and const may stand at the top`);
}

// The smallest core is not always the one that leaves least with its modules: the best few are tried with them, and
// the one counts that stays furthest below the budgets.
async function chosen() {
  const tried = [];
  const cores = await ranked(await bundle('src/core/index.js'), (code) => brotli(compose(exported(code)[0])), 48, isThere('core.js', (code) => exported(code)[0]));
  for (const minified of cores.slice(0, 12)) {
    const [core, names] = exported(minified);
    const modules = [];
    for (const name of EVERYTHING) modules.push(await module(name, core, names, name == 'auto' ? 12 : 3));
    const size = brotli(compose(core));
    const both = brotli(compose(core, modules[0]));
    const all = brotli(compose(core, ...modules));
    const over = Math.max(size - BUDGET.core, both - BUDGET.both, both - size - BUDGET.auto, all - BUDGET.everything);
    tried.push({ core, names, over });
  }
  return tried.sort((a, b) => a.over - b.over)[0];
}

const BUDGET = { core: 1350, both: 1700, auto: 350, everything: 2300 };
// Of the vendors of which a site has one: one.
const EVERYTHING = [...FIRST, 'chat_intercom', 'cmp_tcf'];
const { core, names } = await chosen();
const files = { 'core.js': core };
for (const name of MODULES) files[`${name}.js`] = await module(name, core, names, name == 'auto' ? 48 : 16);
files['lite.js'] = wayOut((await ranked(await bundle('src/lite/index.js'), (code) => brotli(compose(code)), 16, isThere('lite.js', wayOut)))[0]);
for (const page of PAGES) files[page] = readFileSync(new URL(`src/page/${page}`, here), 'utf8');

const sizes = {};
const measured = (name, ...chunks) => {
  const text = compose(...chunks.map((chunk) => files[`${chunk}.js`]));
  sizes[name] = { raw: text.length, gzip: gzip(text), brotli: brotli(text) };
};
measured('lite', 'lite');
measured('core', 'core');
measured('core+auto', 'core', 'auto');
measured('default', 'core', 'auto', 'objection', 'inspect');
measured('everything', 'core', ...EVERYTHING);
// What a module adds to core and auto.
const added = {};
for (const name of MODULES) {
  const rest = name == 'auto' ? [core] : [core, files['auto.js']];
  added[name] = brotli(compose(...rest, files[`${name}.js`])) - brotli(compose(...rest));
}
const manifest = {
  version, modules: MODULES, pages: PAGES, sample: SAMPLE, sizes, added,
  files: Object.fromEntries(Object.entries(files).map(([name, text]) =>
    [name, 'sha384-' + createHash('sha384').update(text).digest('base64')])),
};
files['manifest.json'] = JSON.stringify(manifest, null, 1) + '\n';
const stale = () => readdirSync(target).filter((name) => /\.(js|css)$/.test(name) && !files[name]);

if (checking) {
  const differing = Object.entries(files).filter(([name, text]) => there(name) !== text);
  const wrong = [...differing.map(([name]) => name), ...stale()];
  if (wrong.length) {
    console.error(`not what the sources give: ${wrong.join(', ')}; run "npm run build"`);
    process.exit(1);
  }
} else {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(new URL(name, target), text);
  for (const name of stale()) rmSync(new URL(name, target));
}
console.table(sizes);
console.table(added);
