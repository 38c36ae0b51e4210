/* What every browser test shares: Chromium, a signed-in page that fails on any console error, and
 * assertions whose messages a reader understands. Tests read like a user: open, type, look. */
import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']
const CHROMIUM = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(p => existsSync(p))
export const PASSWORD = process.env.LIANFANG_PASSWORD ?? 'lianfang-demo'

const SETTLE_MS = 5000
const QUIET_MS = 150

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: FLAGS })

export function ok(holds, message) { if (!holds) throw new Error(message) }
export function same(got, wanted, what) {
  if (got !== wanted) throw new Error(`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`)
}

/* Sessions by user: signing in costs a fifth of a second and is limited, so it is done once. */
const sessions = new Map()

/* A page of its own context. `user` null stays at the door; `fresh` signs in anew. Errors that a
 * test provokes are named in `expected` (a part of the console's text). */
export async function open(browser, base, { user = 'command', lang = 'zh', theme = 'light', width = 1440, height = 900, expected = [], fresh = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addInitScript(([l, t]) => {
    if (!localStorage.getItem('lf.lang')) localStorage.setItem('lf.lang', l)
    if (!localStorage.getItem('lf.theme')) localStorage.setItem('lf.theme', t)
  }, [lang, theme])
  const page = await context.newPage()
  page.setDefaultTimeout(Number(process.env.LIANFANG_WAIT_MS ?? 20000))
  const faults = []
  const note = text => { if (!expected.some(e => text.includes(e))) faults.push(text) }
  page.on('console', m => { if (m.type() === 'error' || m.type() === 'warning') note(`${m.text()} ${m.location().url}`) })
  page.on('pageerror', e => note(e.message))
  /* What the page still waits for; a stream of changes never ends and is not counted. What a page
   * left behind when it was left is forgotten by `go`. */
  const asked = new Set()
  page.on('request', r => { if (r.resourceType() !== 'eventsource') asked.add(r) })
  for (const done of ['requestfinished', 'requestfailed']) page.on(done, r => asked.delete(r))
  const settled = async () => {
    for (const until = Date.now() + SETTLE_MS; Date.now() < until;) {
      await page.waitForTimeout(QUIET_MS)
      if (!asked.size) return
    }
  }
  const kept = !fresh && sessions.get(base + user)
  if (kept) {
    await context.addCookies(kept)
    await context.addInitScript(() => localStorage.setItem('lf.signedIn', 'true'))
  }
  await page.goto(base + '/')
  if (user && !kept) {
    await signIn(page, user)
    if (!fresh) sessions.set(base + user, await context.cookies())
  }
  return {
    page,
    settled,
    go: async path => { asked.clear(); await page.goto(base + path); await page.waitForLoadState('domcontentloaded') },
    end: async () => {
      await context.close()
      ok(!faults.length, 'console: ' + faults.join(' | '))
    },
  }
}
export async function signIn(page, user, password = PASSWORD) {
  await page.fill('#login', user)
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
  await page.waitForURL(u => !u.pathname.startsWith('/sign-in'))
}
/* Calls the API with the page's own session, as the pages do. */
export const api = (page, method, path, body, headers = {}) => page.evaluate(async ([m, p, b, h]) => {
  const answer = await fetch('/api/' + p, {
    method: m, headers: { 'X-Lianfang': '1', ...(b ? { 'Content-Type': 'application/json' } : {}), ...h }, body: b ? JSON.stringify(b) : undefined })
  const text = await answer.text()
  return { status: answer.status, body: text ? JSON.parse(text) : null }
}, [method, path, body, headers])
/* The plan's ledgers as the page sees them. */
export const plan = async page => (await api(page, 'GET', 'plan')).body
/* Picks an option of a list into which one types. */
export async function pick(page, id, text, option = text) {
  await page.click(`#${id}`)
  await page.fill(`#${id}`, text)
  await page.locator('.el-select-dropdown__item:visible', { hasText: option }).first().click()
}
