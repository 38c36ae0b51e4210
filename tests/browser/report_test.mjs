/* Reports: due by the hour, figures that open their rows, a change explained before signing, frozen
 * and corrected, and who is missing. Rows J1, J2. */
import { api, open, ok, same } from './harness.mjs'

const DAY = '2019-03-04'

export const tests = {
  'a report due today says by when and shows its figures': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'street' })
    await go('/report')
    const due = page.locator('.due li').first()
    await due.waitFor()
    ok((await due.innerText()).includes('日报'), 'names the report')
    ok(await due.locator('.glance b').count() >= 3, 'figures at a glance')
    await due.locator('.go').click()
    await page.waitForURL(/\/report\/street_daily\?/)
    await page.waitForSelector('.paper .red')
    await end()
  },
  'a figure opens exactly the rows it counts': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await page.waitForSelector('.home h1')
    const street = (await api(page, 'GET', 'places?q=奉先街道')).body.rows[0].id
    const yesterday = new Date(Date.now() + 8 * 3600e3 - 86400e3).toISOString().slice(0, 10)
    await go(`/report/street_daily?place=${street}&day=${yesterday}`)
    const row = page.locator('.figures tr', { hasText: '居家观察下达' })
    const told = Number((await row.locator('td b').first().innerText()).replace(/\D/g, ''))
    await row.locator('td a').first().click()
    await page.waitForURL(/\/l\/home_order\?/)
    if (told) {
      await page.waitForSelector('.title .total')
      same(Number((await page.innerText('.title .total')).replace(/\D/g, '')), told, 'rows behind the figure')
    }
    ok((await page.innerText('.chip.saved >> nth=0')).includes('奉先街道'), 'the place is told')
    await end()
  },
  'a nil report goes out in one press, a correction says why': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'street' })
    await go(`/report/street_daily?day=${DAY}`)
    await page.click('button:has-text("零报告")')
    await page.waitForSelector('.state >> text=第 1 号')
    ok(await page.locator('.sign button').isDisabled(), 'a correction wants a reason')
    await page.fill('#note', '漏报一人，补报')
    await page.click('.sign button')
    await page.waitForSelector('.trace li >> nth=1')
    ok((await page.innerText('.trace')).includes('漏报一人，补报'), 'the trace says why')
    ok((await page.innerText('.paper .number')).includes('（未签发）'), 'figures of now are no issue')
    await page.locator('.trace a').last().click()
    await page.waitForSelector('.paper .number >> text=防控日报〔2019〕1号')
    await end()
  },
  'the headquarters see who is missing and add up what was signed': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { lang: 'en' })
    await go(`/report/street_daily/status?day=${DAY}`)
    await page.waitForSelector('table.status tbody tr')
    const sent = await page.locator('table.status tbody tr', { hasText: '董强' }).count()
    ok(sent >= 1, 'the subdistrict that reported')
    await page.click('.chip:has-text("Missing")')
    await page.waitForFunction(() => ![...document.querySelectorAll('table.status tbody td .done')].length)
    ok((await page.innerText('table.status tfoot')).includes('Sum of those sent'), 'added up')
    await end()
  },
}
