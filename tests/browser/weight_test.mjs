/* What a first visit loads: at most 450 KB compressed, and nothing in a page that the
 * Content-Security-Policy would have to excuse. */
import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { open, ok } from './harness.mjs'

const dist = fileURLToPath(new URL('../../web/dist', import.meta.url))
const LIMIT_KB = 450

export const tests = {
  'the first page after signing in weighs at most 450 KB': async ({ browser, base }) => {
    const { page, end } = await open(browser, base)
    await page.waitForSelector('.home h1')
    const paths = await page.evaluate(() => performance.getEntriesByType('resource').map(e => new URL(e.name).pathname).filter(p => p.startsWith('/assets/')))
    const sum = [...new Set(paths)].reduce((total, path) => total + statSync(`${dist}${path}.gz`).size, 0) / 1024
    ok(sum > 50 && sum <= LIMIT_KB, `${Math.round(sum)} KB`)
    await end()
  },
  'no script stands in the page itself': async () => {
    const html = readFileSync(`${dist}/index.html`, 'utf8')
    ok(!/<script(?![^>]*\bsrc=)/.test(html) && !/\son\w+=/.test(html) && !/<style/.test(html), 'index.html')
  },
}
