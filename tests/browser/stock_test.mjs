/* The warehouse's pages: cover, card, the floor on a phone, sharing out, money. Rows E1–E5, E8. */
import { ok, open } from './harness.mjs'

export const tests = {
  'days of cover open the item, its chart, lots and movements': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'supply' })
    await go('/stock')
    await page.waitForSelector('.cover-table .cover')
    ok(await page.locator('.cover-table .tone.critical').count() > 0, 'what has expired stands out')
    await page.click('.cover-table a:has-text("医用外科口罩")')
    await page.waitForSelector('.moves tbody tr')
    ok(await page.locator('.lots tbody tr').count() > 0, 'lots')
    await end()
  },
  'two people count alone; the books follow when they agree': async ({ browser, base }) => {
    const count = async user => {
      const { page, go, end } = await open(browser, base, { user, width: 390, height: 844 })
      await go('/stock/floor/count')
      await page.waitForSelector('.store')
      if (user === 'supply') await pickStore(page)
      await page.click('.lot:has-text("护目镜")')
      ok(!(await page.innerText('.floor-part')).includes('160'), 'the books are not shown')
      await page.fill('#c-n', '159')
      await page.click('button[type=submit]')
      const told = await page.innerText('.result')
      await end()
      return told
    }
    ok((await count('storekeeper')).includes('请另一人'), 'the first')
    ok((await count('supply')).includes('-1'), 'the second settles it')
  },
  'funds tell the rate and the day money ends': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'treasurer', lang: 'en' })
    await go('/stock/funds')
    await page.waitForSelector('.stat:has-text("Money ends on")')
    ok(/20\d\d-\d\d-\d\d/.test(await page.innerText('.stat:has-text("Money ends on")')), 'a day')
    await go('/stock/gifts')
    await page.click('button:has-text("Where it is") >> nth=0')
    await page.waitForSelector('.use li')
    await end()
  },
}
async function pickStore(page) {
  await page.click('.store')
  await page.locator('.el-select-dropdown__item:visible', { hasText: '县中心仓库' }).first().click()
}
