/* The desk as its posts use it: an administrator's first ten minutes, an inspector's and a school's
 * day's work around one finding, the keyboard alone, a level activated. Rows A2, A6, H1, K1. */
import { api, ok, open, same } from './harness.mjs'

/* Types into a list and takes the first that is left. */
async function choose(page, id, what) {
  await page.focus(`#${id}`)
  await page.keyboard.type(what)
  await page.locator('.el-select-dropdown__item:visible', { hasText: what }).first().click()
}
const text = page => page.innerText('main')

export const tests = {
  'only the clue desk sees who told': async ({ browser, base }) => {
    const desk = await open(browser, base, { user: 'clue' })
    const rows = (await api(desk.page, 'GET', 'ledgers/clue/records?limit=50')).body.rows
    ok(rows.some(r => r.fields.informant), 'the clue desk sees the informant')
    await desk.end()
    const other = await open(browser, base)
    const seen = (await api(other.page, 'GET', 'ledgers/clue/records?limit=50')).body.rows
    ok(seen.length > 0 && seen.every(r => !r.fields.informant), 'the command post does not')
    await other.end()
  },
  'a level shows what it changes before it is activated, and ends': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/levels')
    const card = page.locator('article', { hasText: 'Ⅱ级响应' })
    ok((await card.innerText()).includes('→'), 'what it changes is shown')
    await card.locator('button').click()
    await page.fill('#lv-auth', '县人民政府')
    await page.fill('#lv-doc', '蒲政发〔2026〕9号')
    await page.fill('#lv-reason', '七日内病例增多')
    await page.click('aside button[type=submit]')
    await page.waitForSelector('.live li')
    ok((await page.innerText('.live')).includes('蒲政发〔2026〕9号'), 'it is in force')
    await page.click('.live .el-button')
    await page.fill('#lv-end', '疫情平稳')
    await page.click('aside button[type=submit]')
    await page.waitForFunction(() => !document.querySelector('.live li'))
    await end()
  },
  'the plan reads as a document and is searched': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { lang: 'en' })
    await go('/plan')
    ok((await text(page)).includes('Fever threshold'), 'standards by their names')
    await page.fill('.toc input', 'stranded')
    await page.waitForFunction(() => document.querySelectorAll('section.ledger').length <= 2)
    ok((await text(page)).includes('Stranded vehicle'), 'the ledger is found')
    await end()
  },
  'the keyboard alone: find, open, move on, go back': async ({ browser, base }) => {
    const { page, end } = await open(browser, base, { user: 'inspector' })
    await page.waitForSelector('.home h1')
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.palette input')
    await page.keyboard.type('问题整改')
    await page.waitForTimeout(400)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/l\/finding/)
    await page.waitForSelector('.rows .row')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.show h2')
    const first = await page.innerText('.show h2')
    await page.keyboard.press('j')
    await page.waitForFunction(t => document.querySelector('.show h2')?.innerText !== t, first)
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => !document.querySelector('.show'))
    await end()
  },
}
