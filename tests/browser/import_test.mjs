/* CSV import: look first, errors by row and column, progress, take back; a sheet that comes back
 * edited; a list pasted from a chat. Row "Doors". */
import { api, open, ok, same } from './harness.mjs'

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
  'an edited export is looked at, written, and a conflict when somebody was faster': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community', expected: ['status of 409'] })
    const at = await grid(page)
    const made = []
    for (const head of ['更新甲', '更新乙'])
      made.push((await api(page, 'POST', 'ledgers/household/records', { fields: { at, door: head, head_name: head, heads: 2 } }, { 'Idempotency-Key': crypto.randomUUID() })).body)
    ok(made[0].id && made[1].id, JSON.stringify(made[0]).slice(0, 300))
    await go('/l/household/update')
    const sheet = rows => page.setInputFiles('#sheet', { name: '住户.csv', mimeType: 'text/csv', buffer: csv([['记录号', '户主', '常住人数', '版本'], ...rows]) })
    await sheet([[`'${made[0].id}`, '更新甲', '5', '1'], [`'${made[1].id}`, '更新乙', '2', '1']])
    await page.waitForSelector('.update table.grid')
    ok(/1 行有修改，1 行没有变化/.test(await page.innerText('.update')), 'what changes is counted')
    ok((await page.innerText('.update table.grid')).includes('常住人数'), 'field by field')
    const before = (await api(page, 'GET', `ledgers/household/records/${made[0].id}`)).body
    same(before.rev, 1, 'nothing is written before one agrees')
    await page.click('.update .acts button >> nth=0')
    await page.waitForSelector('text=已更新 1 条记录')
    const after = (await api(page, 'GET', `ledgers/household/records/${made[0].id}`)).body
    same(Number(after.fields.heads), 5, 'people of the household')
    await page.click('text=换一个文件')
    await sheet([[`'${made[0].id}`, '更新甲', '6', '1']])
    await page.waitForSelector('.update .box')
    ok((await page.innerText('.update .box')).includes('已有人修改'), 'an old sheet is a conflict')
    await end()
  },
  'a list pasted from a chat becomes rows, the wrong line is shown': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community' })
    await go('/l/household/import')
    await page.focus('#paste-at')
    await page.keyboard.type('网格')
    await page.locator(`#${await page.getAttribute('#paste-at', 'aria-controls')} .el-select-dropdown__item`, { hasText: '网格' }).first().click()
    await page.fill('#paste-text', '#接龙\n1. 接龙1号 王五 3\n2. 接龙2号 赵六 4')
    await page.click('.paste button[type=submit]')
    await page.waitForSelector('.import .sums')
    ok(/2 行可以导入/.test(await page.innerText('.import .sums')), await page.innerText('.import'))
    await page.click('.import .acts button >> nth=0')
    await page.waitForSelector('text=已导入 2 行')
    await end()
  },
}
