/* The field app on a phone: PIN and switch, a vehicle in seconds, without a network and back, abnormal
 * in two touches, an emergency never refused, passes checked offline. Rows B3, B4, B5, practice 1. */
import { ok, same, PASSWORD } from './harness.mjs'

const PIN = '135790'
const WAIT_MS = Number(process.env.LIANFANG_WAIT_MS ?? 30000)

async function phone(browser, base, { lang = 'zh', offline = true } = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true, isMobile: true, serviceWorkers: offline ? 'allow' : 'block' })
  await context.addInitScript(l => { if (!localStorage.getItem('lf.lang')) localStorage.setItem('lf.lang', l) }, lang)
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  const faults = []
  page.on('console', m => { if (m.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|status of 4/.test(m.text())) faults.push(m.text()) })
  page.on('pageerror', e => faults.push(e.message))
  await page.goto(base + '/field/')
  return { page, context, end: async () => { await context.close(); ok(!faults.length, 'console: ' + faults.join(' | ')) } }
}
async function digits(page, text) { for (const k of text) await page.click(`.pad button:text-is("${k}")`) }
async function plate(page, text) { for (const k of text) await page.click(`.letters button:text-is("${k}")`) }
async function signIn(page, user) {
  await page.fill('#login', user)
  await page.fill('#password', PASSWORD)
  await page.click('.enter')
  await digits(page, PIN)
  await page.waitForTimeout(200)
  await digits(page, PIN)
  await page.waitForSelector('.figures')
}
const line = page => page.innerText('[role=status] >> nth=0')
const uploaded = page => page.waitForFunction(() => !/未上传/.test(document.querySelector('.line').textContent))

export const tests = {
  'a vehicle is recorded by nine touches and uploaded': async ({ browser, base }) => {
    const { page, end } = await phone(browser, base)
    await signIn(page, 'checkpoint')
    await page.click('.van-tabbar-item >> nth=1')
    await page.waitForSelector('.checkpoint')
    const began = Date.now()
    await plate(page, '1A2B3')
    await digits(page, '368')
    await page.click('.pass')
    await page.waitForSelector('.last li')
    ok(Date.now() - began < 8000, `${Date.now() - began} ms a vehicle`)
    ok((await page.innerText('.last li')).includes('36.8'), 'the temperature is 36.8')
    await uploaded(page)
    await page.waitForSelector('.last .sent')
    await end()
  },
  'without a network nothing is lost, and it is uploaded once when there is one': async ({ browser, base }) => {
    const { page, context, end } = await phone(browser, base)
    await signIn(page, 'checkpoint')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
    await page.click('.van-tabbar-item >> nth=1')
    await page.waitForSelector('.checkpoint')
    await context.setOffline(true)
    const mark = `Q${Date.now() % 10000}`.padEnd(5, '7')
    await plate(page, mark)
    await digits(page, '365')
    await page.click('.pass')
    await page.waitForFunction(() => /未上传 1/.test(document.body.innerText))
    await page.reload()
    await page.waitForSelector('.pin')
    ok(/未上传 1/.test(await line(page)), 'the locked phone still says what is not uploaded')
    const kept = await page.evaluate(() => new Promise(done => { const r = indexedDB.open('lianfang-field'); r.onsuccess = () => { const q = r.result.transaction('queue').objectStore('queue').getAll(); q.onsuccess = () => done(JSON.stringify(q.result)) } }))
    ok(!kept.includes(mark), 'what waits is sealed on the phone')
    await digits(page, '000111')
    await page.waitForFunction(() => /还可以试 4 次/.test(document.body.innerText))
    await digits(page, PIN)
    await page.waitForSelector('.checkpoint, .figures')
    await context.setOffline(false)
    await uploaded(page)
    await page.click('.van-tabbar-item >> nth=1')
    await page.waitForSelector('.last .sent')
    const found = await page.evaluate(async m => {
      const answer = await fetch('/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Lianfang': '1' }, body: JSON.stringify({ login: 'checkpoint', password: 'lianfang-demo' }) })
      if (!answer.ok) return -1
      const find = async () => (await (await fetch(`/api/ledgers/checkpoint_entry/records?q=${encodeURIComponent('陕E' + m)}`)).json()).rows.length
      for (let i = 0; i < 20 && !await find(); i++) await new Promise(done => setTimeout(done, 250)) /* the search follows within a second */
      return find()
    }, mark)
    same(found, 1, 'records of the plate')
    await end()
  },
  'fever is held in two touches, an emergency passes without a plate': async ({ browser, base }) => {
    const { page, end } = await phone(browser, base)
    await signIn(page, 'checkpoint')
    await page.click('.van-tabbar-item >> nth=1')
    await page.waitForSelector('.checkpoint')
    await plate(page, '5C6D7')
    await digits(page, '381')
    await page.waitForSelector('.sheet')
    ok(await page.isDisabled('.pass'), 'fever cannot be let pass')
    await page.click('.sheet .go')
    await page.waitForSelector('.last li')
    await page.waitForSelector('.sheet', { state: 'hidden' })
    await page.click('.acts .no')
    await page.click('.urgent button >> nth=0')
    await page.waitForFunction(() => document.querySelectorAll('.last li').length === 2)
    await uploaded(page)
    await page.waitForFunction(() => document.querySelectorAll('.last .sent').length === 2)
    await page.click('.last .undo >> nth=0')
    await page.waitForFunction(() => document.querySelectorAll('.last li.undone').length === 1)
    await uploaded(page)
    await end()
  },
  'a class is measured down the list': async ({ browser, base }) => {
    const { page, end } = await phone(browser, base, { lang: 'en' })
    await signIn(page, 'teacher')
    await page.click('.van-tabbar-item >> nth=1')
    await page.waitForSelector('.person')
    await page.click('.heads button >> nth=2')
    await digits(page, '366' + '371' + '359')
    same(await page.innerText('.person >> nth=1 >> .figure'), '37.1', 'second pupil')
    await page.click('footer .yes')
    await page.waitForFunction(() => document.querySelectorAll('.person.sent').length === 3)
    await page.waitForFunction(() => !/Not uploaded/.test(document.querySelector('.line').textContent))
    await end()
  },
  'buttons of the field are large enough for gloves': async ({ browser, base }) => {
    const { page, end } = await phone(browser, base, { lang: 'en' })
    await signIn(page, 'checkpoint')
    await page.click('.van-tabbar-item >> nth=1')
    await page.waitForSelector('.checkpoint')
    await plate(page, '1A2B3')
    const small = await page.$$eval('.pad button, .acts button, .origin button', list => list.filter(b => b.getBoundingClientRect().height < 56).map(b => b.textContent))
    same(small.join(), '', 'buttons under 56 px')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    ok(wide <= 0, `${wide} px too wide`)
    await end()
  },
}
