/* Lists: filters, search, sorting, paging, keyboard. Row B3. */
import { api, open, ok, same } from './harness.mjs'

const LIST = '/l/checkpoint_entry'

export const tests = {
  'scrolling reads on by cursor and keeps only what is in sight': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go(LIST)
    await page.waitForSelector('.row')
    const rows = () => page.evaluate(() => Number(document.querySelector('.scroller').getAttribute('aria-rowcount')))
    const first = await rows()
    await page.evaluate(() => { const s = document.querySelector('.scroller'); s.scrollTop = s.scrollHeight })
    await page.waitForFunction(n => Number(document.querySelector('.scroller').getAttribute('aria-rowcount')) > n, first)
    ok(await page.locator('.row').count() < 120, 'rows drawn')
    await end()
  },
  'search finds a plate and says when nothing matches': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go(LIST)
    const plate = (await page.locator('.row .first').first().innerText()).trim()
    await page.keyboard.press('/')
    await page.fill('#list-find', plate)
    await page.waitForURL(/q=/)
    await page.waitForFunction(p => [...document.querySelectorAll('.row .first')].every(c => c.textContent.trim() === p) && document.querySelector('.row'), plate)
    await page.fill('#list-find', '没有这辆车')
    await page.waitForSelector('text=没有符合条件的记录')
    await page.click('.empty button')
    await page.waitForSelector('.row')
    await end()
  },
  'a column is sorted by its heading, both ways': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go(LIST)
    const heading = page.locator('.heading button', { hasText: '时间' })
    const times = () => page.evaluate(() => {
      const at = [...document.querySelectorAll('.heading')].findIndex(h => h.textContent.includes('时间'))
      return [...document.querySelectorAll('.row')].slice(0, 12).map(r => r.children[at].textContent.trim())
    })
    await heading.click()
    await page.waitForURL(/sort=-at/)
    await page.waitForTimeout(400)
    const down = await times()
    same(JSON.stringify(down), JSON.stringify([...down].sort().reverse()), 'newest first')
    await heading.click()
    await page.waitForURL(/sort=at/)
    await page.waitForTimeout(400)
    const up = await times()
    same(JSON.stringify(up), JSON.stringify([...up].sort()), 'oldest first')
    await end()
  },
  'the keyboard walks, opens, closes, and starts a record': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'checkhead' })
    await go(LIST)
    await page.waitForSelector('.row')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/checkpoint_entry\/\d+/)
    const first = page.url()
    await page.keyboard.press('j')
    await page.waitForFunction(u => location.href !== u, first)
    await page.keyboard.press('k')
    await page.waitForFunction(u => location.href === u, first)
    await page.keyboard.press('e')
    await page.waitForURL(/\/edit$/)
    await page.keyboard.press('Escape')
    await page.waitForFunction(u => location.href === u, first)
    await page.keyboard.press('Escape')
    await page.waitForURL(/checkpoint_entry$/)
    await page.keyboard.press('n')
    await page.waitForURL(/\/new$/)
    await end()
  },
  'a filter is saved under a name and used again': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/l/triage?state=cleared')
    await page.click('text=存为常用筛选')
    await page.fill('.naming input', '已排除')
    await page.keyboard.press('Enter')
    await go('/l/triage')
    await page.click('.chip.saved >> text=已排除')
    await page.waitForURL(/state=cleared/)
    await end()
  },
  'columns are chosen and remembered': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go(LIST)
    await page.waitForSelector('.row')
    const heads = () => page.locator('.heading').allInnerTexts()
    ok((await heads()).some(h => h.includes('方向')), 'shown at first')
    await page.click('[aria-label="选择显示的列"]')
    await page.locator('.columns label', { hasText: '方向' }).click()
    ok(!(await heads()).some(h => h.includes('方向')), 'gone')
    await page.reload()
    await page.waitForSelector('.row')
    ok(!(await heads()).some(h => h.includes('方向')), 'still gone')
    await end()
  },
  'a 63-bit id passes through the browser unharmed': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    const row = (await api(page, 'GET', 'ledgers/checkpoint_entry/records?limit=1')).body.rows[0]
    same(typeof row.id, 'string', 'type of an id')
    ok(BigInt(row.place.id) > BigInt(Number.MAX_SAFE_INTEGER), 'places have ids beyond 2^53')
    await go(`/l/checkpoint_entry/${row.id}`)
    const link = await page.getAttribute('.where a', 'href')
    same(link, `/places/${row.place.id}`, 'link to the place')
    await page.click('.where a')
    await page.waitForSelector(`h1:has-text("${row.place.title}")`)
    await end()
  },
  'an address that leads nowhere says so': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { expected: ['404'] })
    await go('/l/checkpoint_entry/999')
    await page.waitForSelector('text=没有这条记录')
    await go('/nowhere')
    await page.waitForSelector('text=没有这个页面')
    await end()
  },
}
tests['a record made elsewhere is seen without reloading'] = async ({ browser, base }) => {
  const { page, go, end } = await open(browser, base, { user: 'checkhead' })
  await go('/l/checkpoint_entry')
  await page.waitForSelector('.row')
  await page.waitForTimeout(1000)
  const plate = '陕E' + String(10000 + Math.floor(Math.random() * 89999))
  const place = (await api(page, 'GET', 'session')).body.posts[0].place
  const key = '0190a5a1-0000-7000-8000-' + String(Date.now()).slice(-12).padStart(12, '0')
  await api(page, 'POST', 'ledgers/checkpoint_entry/records', { fields: { station: place.id, plate } }, { 'Idempotency-Key': key })
  await page.waitForSelector(`.row:has-text("${plate}")`)
  await end()
}
