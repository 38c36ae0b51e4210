/* The tree of places. Row A3. */
import { open, ok } from './harness.mjs'

export const tests = {
  'branches are read when opened, and a place shows what is recorded there': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/places')
    await page.waitForSelector('[data-branch][data-depth="1"]')
    ok(await page.locator('[data-branch][data-depth="2"]').count() === 0, 'villages are not read yet')
    await page.locator('li:has(> .branch [data-depth="1"]) .fold:not(span)').first().click()
    await page.waitForSelector('[data-branch][data-depth="2"]')
    await page.locator('[data-branch][data-depth="1"]').first().click()
    await page.waitForSelector('.show .acts')
    await page.waitForSelector('.show table')
    await end()
  },
  'a place is found by name, and its address opens the way to it': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/places')
    await page.fill('#place-find', '尧山')
    await page.locator('.hit', { hasText: '尧山' }).first().click()
    await page.waitForURL(/places\/\d+/)
    await page.reload()
    await page.waitForSelector('.branch.here')
    await end()
  },
}
