/* Every page, both languages, light and dark, desk and phone: opens without a console error, shows
 * no untranslated key, and never scrolls sideways. Row "Doors: Chinese and English". */
import { readdirSync } from 'node:fs'
import { open, ok } from './harness.mjs'

const PAGES = ['/', '/places', '/me', '/l/household', '/l/household/new', '/l/household/import', '/l/household/update', '/l/health_check/sheet', '/l/triage', '/l/control_order']

const looks = [
  { name: 'desk, Chinese, light', lang: 'zh', theme: 'light', width: 1440, height: 900 },
  { name: 'desk, English, dark', lang: 'en', theme: 'dark', width: 1440, height: 900 },
  { name: 'phone, English, light', lang: 'en', theme: 'light', width: 390, height: 844 },
  { name: 'phone, Chinese, dark', lang: 'zh', theme: 'dark', width: 390, height: 844 },
]
const folder = new URL('../../web/desk/', import.meta.url)
const spaces = ['app', 'list', 'rule', 'field', 'history', 'move', 'show', 'edit', 'import', 'state', ...readdirSync(folder).filter(n => !n.includes('.'))]
const key = new RegExp(`\\b(${spaces.join('|')})\\.[a-z][A-Za-z]+\\b`)

export const tests = Object.fromEntries(looks.map(look => [look.name, async ({ browser, base }) => {
  const { page, go, settled, end } = await open(browser, base, look)
  await page.waitForSelector('nav .item', { state: 'attached' })
  const linked = await page.$$eval('nav .item[href]', links => links.map(l => l.getAttribute('href')))
  ok(linked.length > 10, 'the navigation lists the systems')
  for (const path of new Set([...PAGES, ...(look.width > 1000 ? linked : linked.filter(l => !l.startsWith('/l/')))])) {
    await go(path)
    await page.waitForSelector('main h1, .sheet h1, main h2')
    await settled()
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    ok(wide <= 0, `${path} is ${wide} px too wide`)
    /* Expressions of the plan are shown as they are written: a.b is theirs, not a key of ours. */
    await page.$$eval('code', all => all.forEach(c => c.remove()))
    const text = await page.innerText('body')
    ok(!key.test(text), `${path} shows a key: ${key.exec(text)?.[0]}`)
  }
  await end()
}]))
