/* Who may be in the register twice: shown side by side, merged, taken back, told apart. Row B1. */
import { api, ok, open } from './harness.mjs'

export const tests = {
  'a pair is merged, the merge undone, and then they are two people': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community' })
    const home = (await api(page, 'GET', 'ledgers/household/records?limit=1')).body.rows[0].id
    for (const name of ['司徒萍萍', '司徒平平']) {
      const made = await api(page, 'POST', 'ledgers/person/records', { fields: { household: home, name, sex: 'female', born_on: '1988-08-08', whereabouts: 'home' } }, { 'Idempotency-Key': crypto.randomUUID() })
      ok(made.status === 201, JSON.stringify(made.body).slice(0, 200))
    }
    await go('/duplicates')
    const pair = page.locator('.pair', { hasText: '司徒萍萍' })
    await pair.waitFor()
    ok((await pair.innerText()).includes('司徒平平'), 'both stand side by side')
    ok(await pair.locator('tr.differs').count() >= 1, 'what differs is marked')
    await pair.locator('tfoot .el-button--primary').first().click()
    await pair.waitFor({ state: 'detached' })
    await page.click('.notices .act')
    await pair.waitFor()
    await pair.locator('tfoot .el-button').first().click()
    await pair.waitFor({ state: 'detached' })
    await page.reload()
    await page.waitForSelector('.page-frame h1')
    await page.waitForTimeout(500)
    ok(!(await page.innerText('main')).includes('司徒萍萍'), 'two people are not shown again')
    await end()
  },
}
