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
import { minify as swc } from '@swc/core';
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

/** The smallest of several minifiers' results; which options pay is a matter of trying. */
async function smallest(code) {
  const results = [];
  for (const [inline, sequences, reduce_funcs, hoist_vars] of grid(4)) {
    const compress = { passes: 3, ecma: 2020, drop_debugger: false, inline, sequences, reduce_funcs };
    results.push((await terser(code, { compress: { ...compress, unsafe_arrows: hoist_vars }, module: true, ecma: 2020 })).code);
    results.push((await swc(code, { compress: { ...compress, hoist_vars }, mangle: true, module: true, ecma: 2020 })).code);
  }
  const old = uglify.minify(code, { compress: { passes: 4, drop_debugger: false }, mangle: true, module: true, toplevel: true });
  if (!old.error) results.push(old.code);
  return results.map((text) => text.trim().replace(/;$/, '')).sort((a, b) => brotli(a) - brotli(b))[0];
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

const files = {};
const [core, names] = exported(await smallest(await bundle('src/core/index.js')));
files['core.js'] = core;
for (const chunk of CHUNKS) files[`${chunk}.js`] = await smallest(await bundle(`src/${chunk}.js`, names));
for (const page of PAGES) files[page] = readFileSync(new URL(`src/page/${page}`, here), 'utf8');

// As the server composes it, with a configuration of usual length.
const SAMPLE = {
  __URL__: '"https://t.example.com/s/abcdefghjkmn"', __KEY__: 'abcdefghjkmn', __CONSENT__: '"anon"', __OBJECTION__: '"no"',
  __QUERY__: '', __HASHES__: '0', __FRAMES__: '0',
};
const compose = (chunks) =>
  `(()=>{${[core, ...chunks.map((name) => `{${files[`${name}.js`]}}`)].join(';')}})()`
    .replace(/__[A-Z]+__/g, (name) => SAMPLE[name]);
const sizes = {};
for (const [name, chunks] of [['core', []], ['core+auto', ['auto']]]) {
  const text = compose(chunks);
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
