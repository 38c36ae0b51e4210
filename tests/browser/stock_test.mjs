/* The warehouse's pages: cover, card, the floor on a phone, sharing out, money. Rows E1–E5, E8. */
import { api, ok, open, pick, same } from './harness.mjs'

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
  'goods are handed over from a phone: ticked, named, signed, and the books follow': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'storekeeper', width: 390, height: 844 })
    await go('/stock/floor/issue')
    await page.click('.row-card .big >> nth=0')
    await page.waitForSelector('.pick')
    ok(await page.isDisabled('button[type=submit]'), 'nothing is handed over unticked')
    for (const line of await page.locator('.pick').all()) await line.click()
    await page.fill('#i-who', '王领用')
    const box = await page.locator('canvas').boundingBox()
    await page.mouse.move(box.x + 30, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + 160, box.y + 90, { steps: 6 })
    await page.mouse.up()
    await page.click('button[type=submit]')
    await page.waitForSelector('.notice:has-text("已交接")')
    const issued = (await api(page, 'GET', "ledgers/supply_request/records?where=" + encodeURIComponent("receiver = '王领用'"))).body.rows
    same(issued[0]?.state, 'issued', 'the request')
    await end()
  },
  'two people count alone; the books follow when they agree': async ({ browser, base }) => {
    const count = async user => {
      const { page, go, end } = await open(browser, base, { user, width: 390, height: 844 })
      await go('/stock/floor/count')
      await page.waitForSelector('.store')
      if (user === 'supply') await pick_store(page)
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
  'the workshop says to each why': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'supply' })
    await go('/stock/share')
    await page.fill('#s-supply', '100')
    await pick(page, 's-place-0', '县医院')
    await page.fill('#s-asked-0', '100000')
    await page.waitForSelector('.told >> text=申请100000')
    await end()
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
async function pick_store(page) {
  await page.click('.store')
  await page.locator('.el-select-dropdown__item:visible', { hasText: '县中心仓库' }).first().click()
}
