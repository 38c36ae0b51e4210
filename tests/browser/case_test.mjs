/* The investigation of a case, the recall list, the chain of transmission. Rows C1, C2. */
import { open, ok, same } from './harness.mjs'

export const tests = {
  'a case is worked: itinerary read, contacts decided with reasons': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'investigator' })
    await go('/cases')
    await page.locator('tbody th a').first().click()
    await page.waitForSelector('.clocks')
    same(await page.locator('.clocks li').count(), 3, 'clocks')
    await page.fill('.paste textarea', '昨天 约7点半-9点 县医院\n8点 不知何处的地方甲乙')
    await page.click('.paste .acts button')
    await page.waitForSelector('.lines li:not(.out)')
    same(await page.locator('.lines li').count(), 2, 'lines read')
    ok((await page.locator('.lines li').first().innerText()).includes('07:30'), 'about half past seven is understood')
    const boxes = page.locator('.three > div:nth-child(2) tbody input')
    const before = await boxes.count()
    ok(before > 0, 'contacts are proposed')
    await boxes.first().check()
    await page.click('.three > div:nth-child(2) .acts button >> nth=0')
    await page.waitForFunction(n => document.querySelectorAll('.three > div:nth-child(2) tbody input').length === n - 1, before)
    await end()
  },
  'a chain is drawn of a file with other column names': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'investigator' })
    await go('/chain')
    await page.click('text=导入文件')
    await page.setInputFiles('input[type=file]', new URL('../data/outbreaks/hagelloch_1861.csv', import.meta.url).pathname)
    await page.waitForSelector('.stats >> text=4 / 8 / 50 / 102 / 22 / 2')
    await page.waitForSelector('.stats >> text=10.4 ± 1.68')
    await page.waitForSelector('.stats >> text=0.174–0.374')
    await page.waitForSelector('.chart svg')
    await page.click('text=数据')
    ok((await page.locator('tbody tr').first().innerText()).startsWith('45'), 'case 45 infected most')
    await end()
  },
}
