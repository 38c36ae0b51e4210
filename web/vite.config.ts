/* How the pages are built: hashed files in dist/, each with a .gz beside it that the server sends
 * as it is. No inline script, no eval: the server's Content-Security-Policy forbids both. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import vue from '@vitejs/plugin-vue'
import { build as bundle } from 'esbuild'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/* Compresses once at build what would otherwise be compressed at every request. */
function gzipBeside(): Plugin {
  const squeeze = (folder: string) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (statSync(path).isDirectory()) squeeze(path)
      else if (/\.(js|css|html|svg|json)$/.test(name))
        writeFileSync(path + '.gz', gzipSync(readFileSync(path), { level: 9 }))
    }
  }
  let out = here('dist')
  return { name: 'gzip-beside', apply: 'build', configResolved: config => { out = resolve(config.root, config.build.outDir) }, closeBundle: () => squeeze(out) }
}

/* Writes /field/sw.js with the list of what the field app needs without a network: its page, and
 * every file that its entry may ever import. */
function fieldWorker(): Plugin {
  let out = here('dist')
  const needed = new Set<string>()
  return {
    name: 'field-worker', apply: 'build',
    configResolved: config => { out = resolve(config.root, config.build.outDir) },
    generateBundle(_, files) {
      const take = (name: string) => {
        const chunk = files[name]
        if (needed.has(name) || !chunk) return
        needed.add(name)
        if (chunk.type !== 'chunk') return
        for (const other of [...chunk.imports, ...chunk.dynamicImports]) take(other)
        for (const asset of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) take(asset)
      }
      for (const chunk of Object.values(files))
        if (chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith('/field/index.html')) take(chunk.fileName)
    },
    async closeBundle() {
      const fixed = ['field/index.html', 'field/manifest.webmanifest', 'field/icon-192.png', 'theme.js', 'mark.svg']
      const list = [...fixed, ...needed].filter(name => existsSync(join(out, name))).map(name => ({
        url: '/' + name, revision: fixed.includes(name) ? createHash('sha256').update(readFileSync(join(out, name))).digest('hex').slice(0, 16) : null }))
      await bundle({ entryPoints: [here('field/sw.ts')], outfile: join(out, 'field/sw.js'), bundle: true, minify: true, format: 'iife', target: 'chrome87',
        define: { __FIELD_FILES__: JSON.stringify(list), 'process.env.NODE_ENV': '"production"' } })
    },
  }
}

export default defineConfig({
  plugins: [vue(), fieldWorker(), gzipBeside()],
  resolve: { alias: { '@shared': here('shared'), '@desk': here('desk'), '@field': here('field') } },
  define: { __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  build: {
    target: 'chrome87',
    rollupOptions: { input: { desk: here('index.html'), field: here('field/index.html') } },
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': process.env.LIANFANG_URL ?? 'http://127.0.0.1:8080' } },
})
