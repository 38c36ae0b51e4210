/* Who holds the phone. A password once, with a network, makes a token of this phone; after that six
 * digits switch between those who share it, network or not. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { get, post, remove, useBearer } from '@shared/api/client'
import type { Ledger, Plan, Session, Verb } from '@shared/api/model'
import { setOffset } from '@shared/text'
import { fresh, fromText, seal, stretch, toText, unseal } from './crypt'
import { dropProfile, listProfiles, listQueue, putCache, putProfile, readCache, type Profile } from './db'

const TRIES = 5
const DAYS = 30
const IDLE_MS = 15 * 60_000

interface Secret { token: string; data: string }

export const useWho = defineStore('who', () => {
  const profiles = shallowRef<Profile[]>([])
  const now = shallowRef<Profile | null>(null)
  const plan = shallowRef<Plan | null>(null)
  const dataKey = shallowRef<Uint8Array | null>(null)
  const hasEnded = ref(false)
  let idle: ReturnType<typeof setTimeout> | undefined

  async function start() {
    profiles.value = await listProfiles()
    plan.value = (await readCache<Plan>('plan')) ?? null
    if (plan.value) setOffset(plan.value.calendar.offset_s)
    for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, stay, { passive: true })
  }
  function stay() {
    clearTimeout(idle)
    if (now.value) idle = setTimeout(lock, IDLE_MS)
  }
  async function opened(profile: Profile, secret: Secret) {
    useBearer(secret.token)
    dataKey.value = fromText(secret.data)
    now.value = profile
    hasEnded.value = false
    stay()
    await refresh().catch(() => {})
  }
  /* The plan, the session and the passes' key, as far as there is a network. */
  async function refresh() {
    const profile = now.value
    if (!profile) return
    const [read, session] = await Promise.all([get<Plan>('plan'), get<Session>('session')])
    plan.value = read
    setOffset(read.calendar.offset_s)
    await putCache('plan', read)
    now.value = { ...profile, session }
    await putProfile(now.value)
    const key = await get<{ key: string }>('pass-key').catch(() => null)
    if (key) await putCache('passKey', key.key)
  }
  /* Answers false when the first password has to be changed at a desk. */
  async function signIn(login: string, password: string, pin: string): Promise<boolean> {
    useBearer(null)
    const session = await post<Session>('session', { body: { login, password } })
    if (session.must_change_password) { await remove('session').catch(() => {}); return false }
    const until = new Date(Date.now() + DAYS * 86_400_000).toISOString().slice(0, 10)
    const made = await post<{ token: string }>('tokens', { body: { name: `手机 phone ${navigator.platform}`.slice(0, 60), scope: 'write', until } })
    await remove('session').catch(() => {})
    const before = profiles.value.find(p => p.user === session.user.id)
    const data = before && now.value?.user === before.user && dataKey.value ? toText(dataKey.value) : toText(fresh(32))
    await keep(session, { token: made.token, data }, pin, until)
    return true
  }
  async function keep(session: Session, secret: Secret, pin: string, until: string) {
    const salt = fresh(16)
    const profile: Profile = { user: session.user.id, name: session.user.name, login: session.user.login, session, salt: toText(salt),
      box: seal(await stretch(pin, salt), secret), tries: 0, until }
    await putProfile(profile)
    profiles.value = await listProfiles()
    await opened(profile, secret)
  }
  /* Answers how many tries are left; -1 when the digits were right. */
  async function unlock(profile: Profile, pin: string): Promise<number> {
    const secret = unseal<Secret>(await stretch(pin, fromText(profile.salt)), profile.box)
    if (secret) {
      await putProfile({ ...profile, tries: 0 })
      await opened({ ...profile, tries: 0 }, secret)
      return -1
    }
    const tries = profile.tries + 1
    if (tries >= TRIES && !(await listQueue(profile.user)).some(s => s.state !== 'sent')) await dropProfile(profile.user)
    else await putProfile({ ...profile, tries })
    profiles.value = await listProfiles()
    return Math.max(0, TRIES - tries)
  }
  function lock() {
    clearTimeout(idle)
    useBearer(null)
    now.value = null
    dataKey.value = null
  }
  async function forget(profile: Profile) {
    await dropProfile(profile.user)
    profiles.value = await listProfiles()
  }

  const posts = computed(() => new Set(now.value?.session.posts.map(h => h.post)))
  const ledger = (name: string): Ledger | undefined => plan.value?.ledgers.find(l => l.name === name)
  const may = (l: Ledger | undefined, verb: Verb) =>
    !!l?.grants?.some(g => (g.post === null || posts.value.has(g.post)) && g.verbs.includes(verb))
  /* Where one's posts are, of the kinds a place field takes. */
  const placesOf = (kinds: string[]) => (now.value?.session.posts ?? [])
    .filter(h => kinds.includes(plan.value?.posts.find(p => p.name === h.post)?.at ?? '')).map(h => h.place)

  return { profiles, now, plan, dataKey, hasEnded, posts, start, signIn, unlock, lock, forget, refresh, ledger, may, placesOf }
})
