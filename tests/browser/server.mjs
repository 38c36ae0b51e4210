/* A server for tests: the built program on a small demonstration county in a temporary folder. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const PEOPLE = process.env.LIANFANG_PEOPLE ?? '2000'
const WAIT_MS = 20000

const freePort = () => new Promise((done, fail) => {
  const probe = createServer().once('error', fail).listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => done(port))
  })
})

export async function startServer() {
  const bin = process.env.LIANFANG_BIN ?? join(root, 'build/lianfang')
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-browser-'))
  const db = join(folder, 'demo.db')
  const places = join(folder, 'places.csv')
  const plan = join(root, 'plans/county.yaml')
  execFileSync(join(root, 'tools/places/make'), ['610526', places], { stdio: ['ignore', 'ignore', 'inherit'] })
  execFileSync(bin, ['demo', '--db', db, '--plan', plan, '--places', places, '--people', PEOPLE], { stdio: ['ignore', 'ignore', 'inherit'] })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(bin, ['serve', '--db', db, '--plan', plan, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise(done => child.once('exit', done))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (const until = Date.now() + WAIT_MS; ;) {
    const answer = await fetch(url + '/healthz').catch(() => null)
    if (answer?.ok) return { url, stop }
    if (child.exitCode !== null || Date.now() > until) { await stop(); throw new Error('the server did not start') }
    await new Promise(done => setTimeout(done, 100))
  }
}
