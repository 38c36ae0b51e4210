/* Bulk entry of the daily health check: a class in one go, by keyboard. Row B5. */
import { open, ok, same } from './harness.mjs'

export const tests = {
  'temperatures are typed down the column and sent together': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'school' })
    await go('/l/health_check/sheet')
    await page.click('[data-code="evening"]')
    await page.waitForTimeout(400)
    const boxes = page.locator('.line:not(.already) input.figure')
    await boxes.first().focus()
    const from = await page.evaluate(() => document.activeElement.dataset.cell)
    await page.keyboard.type('368')
    const to = await page.evaluate(() => document.activeElement.dataset.cell)
    ok(from !== to, 'the third digit moves down')
    same(await page.inputValue(`[data-cell="${from}"]`), '36.8', '368')
    await page.keyboard.type('371')
    const send = page.locator('.sheet footer button').first()
    ok((await send.innerText()).includes('2'), 'two rows are ready')
    await send.click()
    await page.waitForFunction(() => document.querySelectorAll('.line.already').length >= 2)
    await page.reload()
    await page.click('[data-code="evening"]')
    await page.waitForFunction(() => document.querySelectorAll('.line.already').length >= 2)
    await end()
  },
  'a column pasted from a spreadsheet fills the rows below': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'school' })
    await go('/l/health_check/sheet')
    await page.click('[data-code="evening"]')
    await page.waitForTimeout(400)
    await page.locator('.line:not(.already) input.figure').first().evaluate(box => {
      const data = new DataTransfer()
      data.setData('text/plain', '36.5\n３６６\n36.7\n')
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    const typed = await page.locator('.line.filled input.figure').evaluateAll(all => all.map(b => b.value).slice(0, 3))
    same(typed.join(' '), '36.5 36.6 36.7', 'pasted')
    await end()
  },
  'what was typed is there again after closing the tab': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'school' })
    await go('/l/health_check/sheet')
    await page.click('[data-code="evening"]')
    await page.waitForTimeout(400)
    await page.locator('.line:not(.already) input.figure').nth(4).fill('36.9')
    await go('/')
    await go('/l/health_check/sheet')
    await page.click('[data-code="evening"]')
    await page.waitForFunction(() => [...document.querySelectorAll('input.figure')].some(b => b.value === '36.9'))
    await end()
  },
  'fever is seen at once': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'school' })
    await go('/l/health_check/sheet')
    await page.click('[data-code="evening"]')
    await page.waitForTimeout(400)
    await page.locator('.line:not(.already) input.figure').last().fill('38.1')
    await page.waitForSelector('.cell.fever')
    await end()
  },
}
