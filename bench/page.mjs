/* What bench/page times, in a real Chromium: node page.mjs URL TIMES → JSON of milliseconds. */
import { launch, open } from '../tests/browser/harness.mjs'

const [url, times] = [process.argv[2], Number(process.argv[3])]
const LEDGER = '检查点登记'
const took = { 'click to drawn rows': [], 'row to drawn record': [] }
const browser = await launch()
const { page, end } = await open(browser, url)
page.setDefaultTimeout(60000)
await page.waitForSelector('nav .item')

/* Clicks, then waits within the page until the rows are drawn and painted. */
const timed = selector => page.evaluate(async s => {
  const old = document.querySelector('.scroller')
  const began = performance.now()
  document.querySelector(s).click()
  for (;;) {
    await new Promise(done => requestAnimationFrame(done))
    const scroller = document.querySelector('.scroller')
    if (scroller && scroller !== old && document.querySelectorAll('.rows .row').length > 10) break
    if (performance.now() - began > 30000) throw new Error('no rows')
  }
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
  return performance.now() - began
}, selector)

const nav = await page.locator('nav .item', { hasText: LEDGER }).first().getAttribute('href')
for (let i = 0; i < times; i++) {
  await page.evaluate(() => document.querySelector('nav .item[href="/"]').click())
  await page.waitForSelector('.home h1')
  took['click to drawn rows'].push(await timed(`nav .item[href="${nav}"]`))
  took['row to drawn record'].push(await page.evaluate(async () => {
    const began = performance.now()
    document.querySelector('.rows .row').click()
    while (!document.querySelector('.show .values')) await new Promise(done => requestAnimationFrame(done))
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
    return performance.now() - began
  }))
  await page.keyboard.press('Escape')
}
process.stdout.write(JSON.stringify(took))
await end().catch(() => {})
await browser.close()
