/* The form: rules beside fields, drafts, the server's refusals, conflicts, history. Rows B1, B3. */
import { api, open, ok, same } from './harness.mjs'

const plate = () => '陕E' + String(10000 + Math.floor(Math.random() * 89999))
const station = page => page.evaluate(async () => {
  const session = await (await fetch('/api/session')).json()
  return session.posts[0].place
})
async function create(page, fields) {
  const key = '0190a5a0-0000-7000-8000-' + String(Date.now()).slice(-12).padStart(12, '0')
  return (await api(page, 'POST', 'ledgers/checkpoint_entry/records', { fields }, { 'Idempotency-Key': key })).body
}

export const tests = {
  'an empty form is sent back with each fault at its field': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community' })
    await go('/l/household/new')
    await page.click('.edit footer button >> nth=0')
    await page.waitForSelector('[data-field="door"] .fault')
    ok(await page.locator('[data-field="head_name"].wrong').count() === 1, 'the head of household is asked for')
    ok((await page.innerText('.summary')).includes('没有保存'), 'a summary')
    await end()
  },
  'a record is made by keyboard alone': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'checkhead' })
    await go('/l/checkpoint_entry')
    await page.waitForSelector('.row')
    await page.keyboard.press('n')
    await page.waitForSelector('#f-plate')
    const made = plate()
    await page.focus('#f-plate')
    await page.keyboard.type(made)
    await page.keyboard.press('Enter')
    same(await page.evaluate(() => document.activeElement.id), 'f-people', 'Enter moves on')
    await page.focus('#f-temperature')
    await page.keyboard.type('368')
    await page.keyboard.press('Enter')
    same(await page.inputValue('#f-temperature'), '36.8', '368')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector(`.show h2:has-text("${made}")`)
    await page.waitForSelector(`.row:has-text("${made}")`)
    await end()
  },
  'the fever rule stands at its field while one types, and the server keeps it': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'checkhead', expected: ['422'] })
    await go('/l/checkpoint_entry/new')
    await page.fill('#f-plate', plate())
    await page.fill('#f-temperature', '38.2')
    await page.waitForSelector('[data-field="decision"] .fault >> text=留观')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('[data-field="decision"].wrong')
    await page.click('[data-field="decision"] [data-code="hold"]')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('.show h2')
    await end()
  },
  'a draft survives a closed tab, without what is sensitive': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community' })
    await go('/l/household/new')
    await page.fill('#f-door', '8-8-808')
    await page.fill('#f-phone', '13800138000')
    await page.waitForFunction(() => Object.values(localStorage).some(v => v.includes('8-8-808')))
    ok(await page.evaluate(() => !Object.values(localStorage).some(v => v.includes('13800138000'))), 'the phone is not kept')
    await go('/')
    await go('/l/household/new')
    await page.waitForSelector('.draft')
    same(await page.inputValue('#f-door'), '8-8-808', 'the door')
    await page.click('.draft button')
    await page.waitForFunction(() => document.querySelector('#f-door')?.value === '')
    await end()
  },
  'fields that do not apply are not shown': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'community' })
    await go('/l/person/new')
    await page.waitForSelector('#f-name')
    same(await page.locator('#f-id_number').count(), 0, 'ID number before the document')
    await page.click('[data-code="id_card"]')
    await page.fill('#f-id_number', '11010519491231002X')
    await page.waitForSelector('text=1949-12-31')
    await page.fill('#f-id_number', '610526198001010000')
    await page.focus('#f-name')
    await page.waitForSelector('[data-field="id_number"] .fault >> text=000')
    await end()
  },
  'two clerks at one record: the second sees what changed and decides': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'checkhead', expected: ['409', '412'] })
    const place = await station(page)
    const made = await create(page, { station: place.id, plate: plate(), people: 2 })
    await go(`/l/checkpoint_entry/${made.id}/edit`)
    await page.waitForSelector('#f-people')
    await api(page, 'PATCH', `ledgers/checkpoint_entry/records/${made.id}`, { fields: { people: 5 } }, { 'If-Match': `"${made.rev}"` })
    await page.fill('#f-people', '3')
    await page.click('.edit footer button >> nth=0')
    await page.waitForSelector('.stale')
    ok((await page.innerText('.stale')).includes('5'), 'their value is shown')
    await page.click('.stale button >> nth=0')
    await page.waitForSelector('.show h2')
    same((await api(page, 'GET', `ledgers/checkpoint_entry/records/${made.id}`)).body.fields.people, 3, 'mine is kept')
    await end()
  },
  'the history tells who changed what from what': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'checkhead' })
    const place = await station(page)
    const made = await create(page, { station: place.id, plate: plate(), people: 2 })
    await api(page, 'PATCH', `ledgers/checkpoint_entry/records/${made.id}`, { fields: { people: 7 } }, { 'If-Match': `"${made.rev}"` })
    await go(`/l/checkpoint_entry/${made.id}`)
    await page.click('[role=tab] >> text=经过')
    await page.waitForSelector('.history del')
    same((await page.innerText('.history del')).trim().slice(-1), '2', 'before')
    same((await page.locator('.history del ~ ins').first().innerText()).trim().slice(-1), '7', 'after')
    await end()
  },
  'a move that needs nothing is one click, and the list follows': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'checkhead' })
    const place = await station(page)
    const made = await create(page, { station: place.id, plate: plate(), people: 1 })
    await go(`/l/checkpoint_entry/${made.id}`)
    await page.click('.acts >> text=撤销')
    await page.waitForSelector('.show .where >> text=作废')
    await end()
  },
  'a move that needs fields asks for them and says what it does': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'nurse' })
    await go('/l/triage?state=waiting,holding,referred')
    await page.locator('.row').first().click()
    await page.click('.show .acts >> text=排除')
    await page.waitForSelector('.move #move-outcome')
    ok((await page.innerText('.move')).includes('排除'), 'what it does')
    await page.click('.move button >> nth=0')
    await page.waitForSelector('.move .fault')
    await page.fill('#move-outcome', '普通感冒')
    await page.click('.move button >> nth=0')
    await page.waitForSelector('.show .where >> text=排除')
    await end()
  },
}
