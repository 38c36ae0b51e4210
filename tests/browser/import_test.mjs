/* CSV import: look first, errors by row and column, progress, take back. Row "Doors". */
import { open, ok } from './harness.mjs'

const csv = rows => Buffer.from('\ufeff' + rows.map(r => r.join(',')).join('\r\n') + '\r\n')
const choose = (page, rows) => page.setInputFiles('#file', { name: '住户.csv', mimeType: 'text/csv', buffer: csv(rows) })
async function grid(page) {
  return page.evaluate(async () => {
    const at = (await (await fetch('/api/session')).json()).posts[0].place.id
    const told = await (await fetch('/api/places?under=' + at)).json()
    return (told.rows ?? told)[0].id
  })
}

export const tests = {
  'good rows are imported, seen, and taken back': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community' })
    const at = await grid(page)
    await go('/l/household/import')
    await choose(page, [['网格或楼栋', '门牌', '户主', '常住人数'], [at, '导入1号', '赵一', '3'], [at, '导入2号', '钱二', '2']])
    await page.click('.import .acts button >> nth=0')
    await page.waitForSelector('text=已导入 2 行')
    await page.click('text=撤回这一批')
    await page.click('.sure button >> nth=0')
    await page.waitForSelector('text=已撤回')
    await end()
  },
  'bad rows are listed with row, column, value and rule': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community' })
    const at = await grid(page)
    await go('/l/household/import')
    await choose(page, [['网格或楼栋', '门牌', '户主', '常住人数'], [at, '导入3号', '孙三', '3'], [at, '导入4号', '李四', '九十九']])
    await page.waitForSelector('.box table')
    const told = await page.innerText('.box table tbody')
    ok(told.includes('常住人数') && told.includes('九十九'), told)
    ok(await page.locator('.import .acts button').first().isDisabled(), 'all or nothing is the default')
    await page.click('text=只导入通过的行')
    ok(!(await page.locator('.import .acts button').first().isDisabled()), 'good rows may go in alone')
    await end()
  },
}
