/* Quarantine sites: the room board proposes rooms, keeps families together, and a person confirms;
 * the transfer board; the test board. Rows B7, C3, C5. */
import { open, ok, same } from './harness.mjs'

export const tests = {
  'rooms are proposed for a bus, families together, and confirmed': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'sitehead' })
    await go('/site/rooms')
    await page.waitForSelector('.cell')
    const before = await page.locator('.cell.progress').count()
    await page.getByRole('button', { name: '建议房间' }).click()
    const rows = await page.locator('.lists .block').first().locator('tbody tr').evaluateAll(list => list.map(r => [r.children[0].textContent.trim(), r.querySelector('.el-select').textContent.trim()]))
    ok(rows.length >= 11, `people expected: ${rows.length}`)
    let family = ''
    const rooms = new Map()
    for (const [name, room] of rows) {
      family = name || family
      rooms.set(family, new Set([...(rooms.get(family) ?? []), room]))
    }
    same(rooms.get('郝家').size, 1, 'rooms of a family of two')
    const used = [...rooms.values()].flatMap(s => [...s])
    same(new Set(used).size, used.length, 'a room for one family only')
    await page.getByRole('button', { name: /确认 \d+ 人入住/ }).click()
    await page.waitForFunction(n => document.querySelectorAll('.cell.progress').length > n, before)
    await page.waitForSelector('text=没有待入住的人员')
    await end()
  },
  'a room says who is in it': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'sitehead' })
    await go('/site/rooms')
    await page.locator('.cell', { hasText: '何建国' }).first().click()
    await page.waitForSelector('.panel >> text=孙秀英')
    await end()
  },
  'transfers stand in the order of their steps': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'transfer' })
    await go('/site/transfers')
    await page.waitForSelector('.card')
    const heads = await page.locator('.column h2').evaluateAll(list => list.map(h => h.textContent.trim().replace(/\s*\d+$/, '')))
    same(heads.join(' '), '待派车 已派车 途中 待交接 待消毒', 'columns')
    ok(await page.locator('.car').count() >= 4, 'vehicles')
    await end()
  },
  'the test board tells the campaign, on a phone too': async ({ browser, base }) => {
    for (const width of [1440, 390]) {
      const { page, go, end } = await open(browser, base, { user: 'testhead', width })
      await go('/testing/board')
      await page.waitForSelector('.stat >> text=43,000')
      await page.waitForSelector('.bars >> text=实验室已收')
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      same(over, 0, `sideways scroll at ${width}`)
      await end()
    }
  },
}
