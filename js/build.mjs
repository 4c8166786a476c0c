// Builds the chunks that the server composes per site, and the manifest with their sizes.
//
// The chunks share one closure. Core is minified first; the short names its exports got are then put
// into the other chunks before these are minified, as free names, which no minifier re-uses. Each chunk
// goes through three minifiers and the smallest result by brotli is kept.
//
//   node build.mjs           writes ../tracker/static/snippet
//   node build.mjs --check   exits 1 if that differs from what the sources give
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify as swc, parse } from '@swc/core';
import { minify as terser } from 'terser';
import uglify from 'uglify-js';

const here = new URL('.', import.meta.url);
const target = new URL('../tracker/static/snippet/', here);
const CHUNKS = ['auto'];
const PAGES = ['optout.js', 'optout.css'];
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

/**
 * The results, the smallest by `measure` first, of several minifiers, their options and the letters they name things
 * with: which of these pays is a matter of trying. No chance in it: the same source gives the same result.
 */
async function ranked(code, measure) {
  const results = [];
  const add = (text) => results.push(text.trim().replace(/;$/, ''));
  for (const [inline, sequences, arrows] of grid(3)) {
    const compress = { passes: 3, ecma: 2020, drop_debugger: false, inline, sequences };
    add((await swc(code, { compress, mangle: true, module: true, ecma: 2020 })).code);
    const tersed = (await terser(code, { compress: { ...compress, unsafe_arrows: arrows }, mangle: false, module: true, ecma: 2020 })).code;
    for (let seed = 0; seed < 16; seed++)
      add((await terser(tersed, { compress: false, mangle: { nth_identifier: letters(seed) }, module: true, ecma: 2020 })).code);
  }
  const old = uglify.minify(code, { compress: { passes: 4, drop_debugger: false }, mangle: true, module: true, toplevel: true });
  if (!old.error) add(old.code);
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

/** A chunk shares core's closure: a `var` of its own would overwrite a name of core's. */
async function onlyStatements(name, code) {
  const { body } = await parse(code, { syntax: 'ecmascript', target: 'es2020' });
  const other = body.find((item) => item.type !== 'ExpressionStatement');
  if (other) throw Error(`${name}: ${other.type} at the top; only expressions may stand there`);
  return code;
}

/** Every combination of `count` booleans. */
const grid = (count) => [...Array(1 << count).keys()].map((n) => [...Array(count).keys()].map((bit) => !!(n & (1 << bit))));

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
  if (body.split('debugger').length != 2) throw Error('core must hold exactly one "debugger": the way out');
  return [body.replace('debugger', 'return'), names];
}

// As the server composes it, with a configuration of usual length.
const SAMPLE = {
  __URL__: '"https://t.example.com/s/abcdefghjkmn"', __KEY__: 'abcdefghjkmn', __CONSENT__: '"anon"', __OBJECTION__: '"no"',
  __QUERY__: '', __HASHES__: '0', __FRAMES__: '0',
};
const compose = (core, ...modules) =>
  `(()=>{${[core, ...modules.map((code) => `{${code}}`)].join(';')}})()`
    .replace(/__[A-Z]+__/g, (name) => SAMPLE[name]);
const files = {};
const wayOut = (code) => code.replace('debugger', 'return').replace(/;?export\{[^}]*\}/, '');

/** One core and the chunks that fit its names. */
async function set(minified) {
  const [core, names] = exported(minified);
  const made = { 'core.js': core };
  for (const chunk of CHUNKS)
    made[`${chunk}.js`] = await onlyStatements(
      chunk, (await ranked(await bundle(`src/${chunk}.js`, names), (code) => brotli(compose(core, code))))[0]);
  return made;
}

// The smallest core is not always the one that leaves least with a chunk: the best few are tried.
const whole = (made) => brotli(compose(...Object.values(made)));
const cores = await ranked(await bundle('src/core/index.js'), (code) => brotli(compose(wayOut(code))));
const sets = [];
for (const core of cores.slice(0, 6)) sets.push(await set(core));
Object.assign(files, sets.sort((a, b) => whole(a) - whole(b))[0]);
for (const page of PAGES) files[page] = readFileSync(new URL(`src/page/${page}`, here), 'utf8');

const sizes = {};
for (const [name, chunks] of [['core', []], ['core+auto', ['auto']]]) {
  const text = compose(files['core.js'], ...chunks.map((chunk) => files[`${chunk}.js`]));
  sizes[name] = { raw: text.length, gzip: gzip(text), brotli: brotli(text) };
}
const manifest = {
  version, sample: SAMPLE, sizes,
  files: Object.fromEntries(Object.entries(files).map(([name, text]) =>
    [name, 'sha384-' + createHash('sha384').update(text).digest('base64')])),
};
files['manifest.json'] = JSON.stringify(manifest, null, 1) + '\n';

if (process.argv.includes('--check')) {
  const differing = Object.entries(files).filter(([name, text]) => {
    try {
      return readFileSync(new URL(name, target), 'utf8') !== text;
    } catch {
      return true;
    }
  });
  if (differing.length) {
    console.error(`not what the sources give: ${differing.map(([name]) => name).join(', ')}; run "npm run build"`);
    process.exit(1);
  }
} else {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(new URL(name, target), text);
}
console.table(sizes);
