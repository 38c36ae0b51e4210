/* Every page, both languages, light and dark, desk and phone: opens without a console error, shows
 * no untranslated key, and never scrolls sideways. Row "Doors: Chinese and English". */
import { open, ok, plan } from './harness.mjs'

const PAGES = ['/', '/places', '/me', '/l/household', '/l/household/new', '/l/household/import', '/l/health_check/sheet', '/l/triage', '/l/control_order']

const looks = [
  { name: 'desk, Chinese, light', lang: 'zh', theme: 'light', width: 1440, height: 900 },
  { name: 'desk, English, dark', lang: 'en', theme: 'dark', width: 1440, height: 900 },
  { name: 'phone, English, light', lang: 'en', theme: 'light', width: 390, height: 844 },
  { name: 'phone, Chinese, dark', lang: 'zh', theme: 'dark', width: 390, height: 844 },
]
const key = /\b(app|list|show|edit|home|sheet|import|place|session|shell|state|rule|field|history|move)\.[a-z][A-Za-z]+\b/

export const tests = Object.fromEntries(looks.map(look => [look.name, async ({ browser, base }) => {
  const { page, go, end } = await open(browser, base, look)
  const ledgers = (await plan(page)).ledgers.map(l => `/l/${l.name}`)
  for (const path of [...PAGES, ...(look.width > 1000 ? ledgers : [])]) {
    await go(path)
    await page.waitForSelector('main h1, .sheet h1, main h2')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    ok(wide <= 0, `${path} is ${wide} px too wide`)
    const text = await page.innerText('body')
    ok(!key.test(text), `${path} shows a key: ${key.exec(text)?.[0]}`)
  }
  await end()
}]))
