/* Signing in and out, language and appearance. Row A1. */
import { api, open, ok, same, signIn } from './harness.mjs'

export const tests = {
  'a wrong password is told, and nothing opens': async ({ browser, base }) => {
    const { page, end } = await open(browser, base, { user: null, expected: ['401'] })
    await page.fill('#login', 'command')
    await page.fill('#password', 'no')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.fault')
    ok(page.url().includes('/sign-in'), 'still at the door')
    same(await page.inputValue('#password'), '', 'the wrong password')
    await end()
  },
  'a link opens its page after signing in': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: null })
    await go('/l/household')
    await page.waitForSelector('#login')
    await signIn(page, 'command')
    await page.waitForURL('**/l/household')
    await end()
  },
  'the language changes at once, without reloading': async ({ browser, base }) => {
    const { page, end } = await open(browser, base)
    await page.evaluate(() => { window.stayed = true })
    await page.waitForSelector('text=最近变动')
    await page.click('text=English')
    await page.waitForSelector('text=Latest changes')
    same(await page.evaluate(() => document.documentElement.lang), 'en', 'html lang')
    ok(await page.evaluate(() => window.stayed), 'no reload')
    await page.reload()
    await page.waitForSelector('text=Latest changes')
    await end()
  },
  'the dark appearance is remembered and painted before the first page': async ({ browser, base }) => {
    const { page, end } = await open(browser, base)
    await page.click('[aria-label="外观"]')
    await page.getByRole('menuitem', { name: '深色' }).click()
    same(await page.evaluate(() => document.documentElement.classList.contains('dark')), true, 'dark')
    await page.reload({ waitUntil: 'commit' })
    await page.waitForFunction(() => document.documentElement.classList.contains('dark'))
    await end()
  },
  'signing out shows the door and forgets drafts': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community', fresh: true })
    await go('/l/household/new')
    await page.fill('#f-door', '9-9-909')
    await page.waitForFunction(() => Object.keys(localStorage).some(k => k.startsWith('lf.draft.')))
    await page.click('.me')
    await page.getByRole('menuitem', { name: '退出' }).click()
    await page.waitForURL('**/sign-in')
    same(await page.evaluate(() => Object.keys(localStorage).filter(k => k.startsWith('lf.draft.')).length), 0, 'drafts left')
    await end()
  },
  'sessions are listed, this one marked': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/me')
    await page.waitForSelector('.sessions .here')
    await end()
  },
  'a new user changes the first password before anything opens': async ({ browser, base }) => {
    const admin = await open(browser, base)
    const login = 'new' + Date.now().toString(36)
    const place = (await api(admin.page, 'GET', 'session')).body.posts[0].place.id
    const made = await api(admin.page, 'POST', 'users', { login, name: '新来的', place })
    ok(made.status < 300, JSON.stringify(made.body))
    await admin.end()
    const { page, go, end } = await open(browser, base, { user: null })
    await signIn(page, login, made.body.password)
    await page.waitForURL('**/password')
    await go('/l/household')
    await page.waitForURL('**/password')
    await page.fill('#old', made.body.password)
    await page.fill('#fresh', 'short')
    await page.fill('#again', 'short')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.fault')
    await page.fill('#fresh', '一句只有我知道的话语')
    await page.fill('#again', '一句只有我知道的话语')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.home h1')
    await end()
  },
}
