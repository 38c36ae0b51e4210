/* How the pages are built: hashed files in dist/, each with a .gz beside it that the server sends
 * as it is. No inline script, no eval: the server's Content-Security-Policy forbids both. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
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

export default defineConfig({
  plugins: [vue(), gzipBeside()],
  resolve: { alias: { '@shared': here('shared'), '@desk': here('desk') } },
  define: { __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  build: {
    target: 'chrome87',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': process.env.LIANFANG_URL ?? 'http://127.0.0.1:8080' } },
})
