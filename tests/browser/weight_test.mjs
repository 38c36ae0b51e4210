/* What a first visit loads: at most 450 KB compressed, and nothing in a page that the
 * Content-Security-Policy would have to excuse. */
import { gzipSync } from 'node:zlib'
import { open, ok } from './harness.mjs'

const LIMIT_KB = 450

export const tests = {
  'the first page after signing in weighs at most 450 KB': async ({ browser, base }) => {
    const { page, end } = await open(browser, base)
    await page.waitForSelector('.home h1')
    const paths = await page.evaluate(() => performance.getEntriesByType('resource').map(e => new URL(e.name).pathname).filter(p => p.startsWith('/assets/')))
    let sum = 0
    for (const path of new Set(paths)) sum += gzipSync(Buffer.from(await (await fetch(base + path)).arrayBuffer()), { level: 9 }).length / 1024
    ok(sum > 50 && sum <= LIMIT_KB, `${Math.round(sum)} KB`)
    console.log(`     first load ${Math.round(sum)} KB`)
    await end()
  },
  'no script stands in the page itself': async ({ base }) => {
    const html = await (await fetch(base + '/')).text()
    ok(!/<script(?![^>]*\bsrc=)/.test(html) && !/\son\w+=/.test(html) && !/<style/.test(html), 'index.html')
  },
}
