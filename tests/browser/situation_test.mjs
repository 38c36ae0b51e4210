/* The situation screen and the page of figures: live, drilled into, on own boundaries, compared. Rows J2, J5. */
import { api, open, ok, same } from './harness.mjs'

const square = (place, west) => ({ type: 'Feature', properties: { place }, geometry: { type: 'Polygon', coordinates: [[[west, 35], [west + 0.1, 35], [west + 0.1, 35.1], [west, 35.1], [west, 35]]] } })

export const tests = {
  'from the county to a village in a press each': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/situation')
    await page.waitForSelector('.cells button')
    ok(await page.locator('.trend').count() >= 4, 'trends')
    await page.click('.cells button:has-text("奉先街道")')
    await page.waitForSelector('h1:has-text("奉先街道")')
    const village = page.locator('.cells button').first()
    await village.waitFor()
    const name = (await village.locator('.name').innerText()).trim()
    await village.click()
    await page.waitForSelector(`h1:has-text("${name}")`)
    await page.click('.head nav a >> nth=0')
    await page.waitForSelector('.cells button:has-text("奉先街道")')
    await end()
  },
  'the map follows a change without a press': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/situation')
    await page.waitForSelector('.head .tabular')
    let asked = 0
    page.on('request', r => { if (r.url().includes('/api/measures/')) asked++ })
    const other = await open(browser, base)
    await other.page.waitForSelector('.home h1')
    const county = (await api(other.page, 'GET', 'session')).body.posts[0].place.id
    const street = (await api(other.page, 'GET', 'places?q=奉先街道')).body.rows[0].id
    const before = asked
    same((await api(other.page, 'POST', 'ledgers/duty_call/records', { fields: { at: county, caller: '李女士', about: 'medical', content: '问路', task_to: street, task_due: '2036-12-01T09:00' } })).status, 201, 'a call is logged')
    const until = Date.now() + 20000
    while (asked === before && Date.now() < until) await page.waitForTimeout(200)
    ok(asked > before, 'the screen asked again')
    await other.end()
    await end()
  },
  'own boundaries are drawn, and taken away again': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { theme: 'dark' })
    await page.waitForSelector('.home h1')
    const county = (await api(page, 'GET', 'session')).body.posts[0].place.id
    const towns = (await api(page, 'GET', `places?under=${county}`)).body.rows.filter(r => r.kind === 'street').slice(0, 3)
    const map = { type: 'FeatureCollection', features: towns.map((t, i) => square(t.id, 109 + i * 0.12)) }
    await go('/situation')
    await page.waitForSelector('.cells button')
    await page.setInputFiles('input[type=file]', { name: 'county.geojson', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(map)) })
    await page.waitForSelector('.shape >> nth=2')
    same(await page.locator('.shape').count(), 3, 'places drawn')
    await page.click(`.shape[aria-label^="${towns[0].name}"]`)
    await page.waitForSelector(`h1:has-text("${towns[0].name}")`)
    same((await api(page, 'DELETE', `places/${county}/map`)).status, 200, 'taken away')
    await end()
  },
  'a figure is compared, drilled into and opens its rows': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { lang: 'en' })
    await go('/measure?m=people_checked')
    await page.waitForSelector('.big')
    await page.click('.chip:has-text("period before")')
    await page.waitForSelector('.cols th:has-text("Before")')
    const all = Number((await page.innerText('.big > *:first-child')).replace(/\D/g, ''))
    const told = await page.locator('.cols .block:first-child tbody tr:not(.sum) td.num:nth-child(2)').allInnerTexts()
    ok(all > 0 && told.reduce((n, t) => n + Number(t.replace(/\D/g, '')), 0) <= all, 'the places add up to no more than all')
    await page.click('.big a')
    await page.waitForURL(/\/l\/checkpoint_entry\?where=/)
    await end()
  },
}
