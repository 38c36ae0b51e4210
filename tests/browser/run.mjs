/* Runs the browser tests: node tests/browser/run.mjs [part of a name …]
 *
 * Tests the server at LIANFANG_URL when that is set; otherwise starts the built program
 * (LIANFANG_BIN, or build/lianfang) on a demonstration county of its own, in a folder that is
 * removed afterwards. Prints one line a test and "N passed, M failed". */
import { readdirSync } from 'node:fs'
import { launch } from './harness.mjs'
import { startServer } from './server.mjs'

const wanted = process.argv.slice(2)
const server = process.env.LIANFANG_URL ? { url: process.env.LIANFANG_URL, stop: async () => {} } : await startServer()
const browser = await launch()
let passed = 0
let failed = 0
try {
  for (const file of readdirSync(new URL('.', import.meta.url)).filter(f => f.endsWith('_test.mjs')).sort()) {
    const { tests } = await import(`./${file}`)
    for (const [name, run] of Object.entries(tests)) {
      const title = `${file.replace('_test.mjs', '')}: ${name}`
      if (wanted.length && !wanted.some(w => title.includes(w))) continue
      const began = Date.now()
      try {
        await run({ browser, base: server.url })
        passed++
        console.log(`ok   ${title} (${Date.now() - began} ms)`)
      } catch (e) {
        failed++
        console.log(`FAIL ${title}\n     ${String(e.message ?? e).split('\n').slice(0, 6).join('\n     ')}`)
      }
    }
  }
} finally {
  await browser.close().catch(() => {})
  await server.stop()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
