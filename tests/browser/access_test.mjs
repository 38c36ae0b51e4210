/* axe-core finds nothing serious on any page, light and dark, desk and phone. */
import { readFileSync } from 'node:fs'
import { open, ok } from './harness.mjs'

const axe = readFileSync(new URL('../../web/node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const PAGES = ['/', '/places', '/me', '/l/household', '/l/household/new', '/l/finding', '/l/clue/new', '/l/household/import', '/l/household/update', '/l/health_check/sheet', '/users', '/users/new', '/users/inspector', '/levels', '/approvals', '/looks', '/plan', '/plan/editions', '/checklists', '/checklists/check_school']

const looks = [
  { name: 'desk, light', lang: 'zh', theme: 'light', width: 1440, height: 900 },
  { name: 'desk, dark', lang: 'en', theme: 'dark', width: 1440, height: 900 },
  { name: 'phone', lang: 'zh', theme: 'light', width: 390, height: 844 },
]
/* Errors that axe counts as serious or critical, as "rule: where". */
async function found(page) {
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }))
  return violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')}`)
}
export const tests = Object.fromEntries(looks.map(look => [look.name, async ({ browser, base }) => {
  const { page, go, settled, end } = await open(browser, base, look)
  const linked = await page.$$eval('nav .item[href]', links => links.map(l => l.getAttribute('href')).filter(l => !l.startsWith('/l/')))
  const faults = []
  for (const path of new Set([...PAGES, ...linked])) {
    await go(path)
    await page.waitForSelector('main h1, .sheet h1, main h2')
    await settled()
    await page.evaluate(axe)
    faults.push(...(await found(page)).map(f => `${path} ${f}`))
  }
  ok(!faults.length, faults.join('\n'))
  await end()
}]))
