/* Takes the pictures of docs/pictures anew: web/tools/pictures [part of a name …]
 *
 * Needs Chromium and the built program; makes a demonstration county of its own, or uses the one at
 * LIANFANG_URL. One picture a row below: who looks, where, what they do first. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch, open } from '../../tests/browser/harness.mjs'
import { startServer } from '../../tests/browser/server.mjs'

const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const out = fileURLToPath(new URL('../../docs/pictures', import.meta.url))

const first = async page => { await page.locator('.row').first().click(); await page.waitForSelector('.show .values') }
const pictures = [
  { name: 'sign-in', user: null, path: '/sign-in' },
  { name: 'home', path: '/' },
  { name: 'list', path: '/l/checkpoint_entry' },
  { name: 'record', path: '/l/triage', then: first },
  { name: 'form', user: 'checkhead', path: '/l/checkpoint_entry/new', then: async page => { await page.fill('#f-temperature', '38.2'); await page.locator('[data-field="decision"] .fault').scrollIntoViewIfNeeded() } },
  { name: 'sheet', user: 'school', path: '/l/health_check/sheet', then: async page => { await page.locator('input.figure').first().click(); await page.keyboard.type('368365382366') } },
  { name: 'places', path: '/places', then: async page => { await page.locator('[data-branch][data-depth="1"]').first().click() } },
  { name: 'import', user: 'community', path: '/l/household/import' },
]
const looks = [
  { suffix: '', lang: 'zh', theme: 'light', ...DESK },
  { suffix: '-en', lang: 'en', theme: 'light', ...DESK, only: ['home', 'list', 'record', 'form', 'sheet'] },
  { suffix: '-dark', lang: 'zh', theme: 'dark', ...DESK, only: ['home', 'record'] },
  { suffix: '-phone', lang: 'zh', theme: 'light', ...PHONE, only: ['home', 'list', 'record', 'form', 'sheet'] },
  { suffix: '-phone-en', lang: 'en', theme: 'light', ...PHONE, only: ['home'] },
]

async function main() {
  const wanted = process.argv.slice(2)
  mkdirSync(out, { recursive: true })
  const server = process.env.LIANFANG_URL ? { url: process.env.LIANFANG_URL, stop: async () => {} } : await startServer()
  const browser = await launch()
  try {
    for (const p of pictures) for (const look of looks) {
      const name = p.name + look.suffix
      if ((look.only && !look.only.includes(p.name)) || (wanted.length && !wanted.some(w => name.includes(w)))) continue
      const { page, go, end } = await open(browser, server.url, { user: p.user === undefined ? 'command' : p.user, ...look })
      await go(p.path)
      await page.waitForLoadState('networkidle').catch(() => {})
      await p.then?.(page)
      await page.waitForTimeout(500)
      await page.screenshot({ path: join(out, `${name}.png`) })
      await end()
      console.log(`docs/pictures/${name}.png`)
    }
  } finally {
    await browser.close()
    await server.stop()
  }
}
main().catch(e => { console.error(e.message); process.exit(1) })
