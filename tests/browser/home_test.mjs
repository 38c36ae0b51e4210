/* The first page and the frame: numbers open their rows, search of everything. Rows A1, J5. */
import { open, ok, same } from './harness.mjs'

const number = text => Number(text.replace(/[^\d]/g, ''))

export const tests = {
  'a number of the home page opens as many rows': async ({ browser, base }) => {
    const { page, end } = await open(browser, base)
    const row = page.locator('tr', { hasText: '检查点登记' })
    const told = number(await row.locator('td.num').innerText())
    ok(told > 0, 'the demonstration has checkpoint entries')
    await row.locator('td.num a').click()
    await page.waitForSelector('.title .total')
    same(number(await page.innerText('.title .total')), told, 'rows of the list')
    await end()
  },
  'a state of the home page opens the rows in that state': async ({ browser, base }) => {
    const { page, end } = await open(browser, base)
    await page.locator('tr', { hasText: '住户' }).locator('.states a').first().click()
    await page.waitForURL(/\/l\/household\?state=/)
    await page.waitForSelector('.row')
    same(await page.locator('.chip.on').count(), 1, 'chips on')
    await end()
  },
  'Ctrl K finds pages, records and places': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/l/checkpoint_entry')
    const title = (await page.locator('.row .first').first().innerText()).trim()
    await page.keyboard.press('Control+k')
    await page.keyboard.type(title)
    await page.waitForSelector('.palette >> text=' + title)
    await page.fill('.palette input', '城关')
    await page.waitForSelector('.palette .group >> text=地点')
    await page.fill('.palette input', '住户')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/l/household')
    await end()
  },
  'the area on the desk narrows every list and number': async ({ browser, base }) => {
    const { page, end } = await open(browser, base)
    const total = async () => number(await page.locator('tr', { hasText: '住户' }).locator('td.num').innerText())
    const all = await total()
    await page.click('.scope')
    await page.fill('#scope-find', '城关')
    await page.locator('.choices button', { hasText: '城关' }).first().click()
    await page.waitForFunction(was => {
      const cell = [...document.querySelectorAll('tr')].find(r => r.textContent.includes('住户'))?.querySelector('td.num')
      return cell && Number(cell.textContent.replace(/[^\d]/g, '')) < was
    }, all)
    await end()
  },
  'the keys are listed under the question mark': async ({ browser, base }) => {
    const { page, end } = await open(browser, base)
    await page.waitForSelector('.home h1')
    await page.keyboard.press('?')
    await page.waitForSelector('.el-dialog >> text=快捷键')
    await end()
  },
}
