/* The desk as its posts use it: an administrator's first ten minutes, an inspector's and a school's
 * day's work around one finding, the keyboard alone, a level activated. Rows A2, A6, H1, K1. */
import { api, ok, open, same } from './harness.mjs'

/* Types into a list and takes the first that is left. */
async function choose(page, id, what) {
  await page.focus(`#${id}`)
  await page.keyboard.type(what)
  const list = await page.getAttribute(`#${id}`, 'aria-controls')
  await page.locator(`#${list} .el-select-dropdown__item`, { hasText: what }).first().click()
}
const text = page => page.innerText('main')

export const tests = {
  'an administrator makes an account, grants a post and sees it held': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { user: 'street' })
    await go('/users/new')
    const login = 'u' + Date.now() % 1e8
    await page.fill('#new-login', login)
    await page.fill('#new-name', '新员 李一二')
    await choose(page, 'new-place', '网格')
    await page.click('form button[type=submit]')
    await page.waitForSelector('.made code')
    ok((await page.innerText('.made code')).length >= 8, 'the first password is shown once')
    await page.click('.made .el-button')
    await page.waitForSelector('.user h2')
    await page.click('text=授予岗位')
    await choose(page, 'grant-post', '网格员')
    await choose(page, 'grant-place', '网格')
    await page.click('.user form button[type=submit]')
    await page.waitForSelector('.user .posts li')
    ok((await page.innerText('.user .posts')).includes('网格员'), 'the post is held')
    await page.click('.user .posts .text-button')
    await page.waitForFunction(() => !document.querySelector('.user .posts li'))
    await page.click('.notices .act')
    await page.waitForSelector('.user .posts li')
    await end()
  },
  'a finding is ordered, mended by the school and closed by the inspector': async ({ browser, base }) => {
    const inspector = await open(browser, base, { user: 'inspector' })
    const page = inspector.page
    const units = (await api(page, 'GET', 'places?q=' + encodeURIComponent('城关第一小学'))).body
    const unit = (units.rows ?? units)[0].id
    const made = await api(page, 'POST', 'ledgers/inspection/records', { fields: { unit, by: '秦岚、苗青', subject: 'school', verdict: 'mend', school: { checks: 'fail' }, problems: [{ what: '晨检表漏填三人', severity: 'ordinary' }] } }, { 'Idempotency-Key': crypto.randomUUID() })
    same(made.status, 201, JSON.stringify(made.body).slice(0, 300))
    const found = (await api(page, 'GET', 'ledgers/finding/records?state=found&limit=200')).body.rows.find(r => r.fields.what === '晨检表漏填三人')
    ok(found, 'the problem became a finding')
    const id = found.id
    await inspector.go(`/l/finding/${id}`)
    await page.click('.show .acts >> text=责令整改')
    await page.fill('#f-order_no, #m-order_no, [data-field=order_no] input', '蒲督改〔2026〕99号')
    await page.fill('[data-field=order_text] input, [data-field=order_text] textarea', '补齐并追踪缺勤')
    await page.keyboard.press('Control+Enter')
    await page.waitForFunction(() => /整改中/.test(document.querySelector('.show').innerText))
    await inspector.end()
    const school = await open(browser, base, { user: 'school' })
    await school.go(`/l/finding/${id}`)
    await school.page.click('.show .acts >> text=报送整改')
    await school.page.fill('[data-field=fix] input, [data-field=fix] textarea', '已补登并电话核实')
    await school.page.fill('[data-field=owner] input, [data-field=owner] textarea', '范芳')
    await school.page.keyboard.press('Control+Enter')
    await school.page.waitForFunction(() => /待复查/.test(document.querySelector('.show').innerText))
    await school.end()
    const again = await open(browser, base, { user: 'inspector', expected: ['status of 422'] })
    const shown = (await api(again.page, 'GET', `ledgers/finding/records/${id}`)).body
    const refused = await api(again.page, 'POST', `ledgers/finding/records/${id}/moves/close`, { fields: { recheck_by: '范芳', recheck: '合格' } }, { 'If-Match': `"${shown.rev}"` })
    same(refused.body.rule, 'recheck_by_another', 'who mends does not re-check')
    const closed = await api(again.page, 'POST', `ledgers/finding/records/${id}/moves/close`, { fields: { recheck_by: '苗青', recheck: '现场核对属实' } }, { 'If-Match': `"${shown.rev}"` })
    same(closed.body.state, 'closed', JSON.stringify(closed.body).slice(0, 200))
    await again.end()
  },
  'only the clue desk sees who told': async ({ browser, base }) => {
    const desk = await open(browser, base, { user: 'clue' })
    const rows = (await api(desk.page, 'GET', 'ledgers/clue/records?limit=50')).body.rows
    ok(rows.some(r => r.fields.informant), 'the clue desk sees the informant')
    await desk.end()
    const other = await open(browser, base)
    const seen = (await api(other.page, 'GET', 'ledgers/clue/records?limit=50')).body.rows
    ok(seen.length > 0 && seen.every(r => !r.fields.informant), 'the command post does not')
    await other.end()
  },
  'a level shows what it changes before it is activated, and ends': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base)
    await go('/levels')
    const card = page.locator('article', { hasText: 'Ⅱ级响应' })
    ok((await card.innerText()).includes('→'), 'what it changes is shown')
    await card.locator('button').click()
    await page.fill('#lv-auth', '县人民政府')
    await page.fill('#lv-doc', '蒲政发〔2026〕9号')
    await page.fill('#lv-reason', '七日内病例增多')
    await page.click('aside button[type=submit]')
    await page.waitForSelector('.live li')
    ok((await page.innerText('.live')).includes('蒲政发〔2026〕9号'), 'it is in force')
    await page.click('.live .el-button')
    await page.fill('#lv-end', '疫情平稳')
    await page.click('aside button[type=submit]')
    await page.waitForFunction(() => !document.querySelector('.live li'))
    await end()
  },
  'the plan reads as a document and is searched': async ({ browser, base }) => {
    const { page, go, end } = await open(browser, base, { lang: 'en' })
    await go('/plan')
    ok((await text(page)).includes('Fever threshold'), 'standards by their names')
    await page.fill('.toc input', 'stranded')
    await page.waitForFunction(() => document.querySelectorAll('section.ledger').length <= 2)
    ok((await text(page)).includes('Stranded vehicle'), 'the ledger is found')
    await end()
  },
  'the keyboard alone: find, open, move on, go back': async ({ browser, base }) => {
    const { page, end } = await open(browser, base, { user: 'inspector' })
    await page.waitForSelector('.home h1')
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.palette input')
    await page.keyboard.type('问题整改')
    await page.waitForTimeout(400)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/l\/finding/)
    await page.waitForSelector('.rows .row')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.show h2')
    const first = await page.innerText('.show h2')
    await page.keyboard.press('j')
    await page.waitForFunction(t => document.querySelector('.show h2')?.innerText !== t, first)
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => !document.querySelector('.show'))
    await end()
  },
}
