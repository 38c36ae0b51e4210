/* The signed-in user and the plan in force, read once and shared by every page. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { forgetDrafts } from '@shared/field/draft'
import { setOffset } from '@shared/text'
import { readPlan } from './plan'
import { keep, store } from './settings'
import type { Field, Kind, Label, Ledger, Plan, Session, Verb } from './model'
import * as api from './session'

export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  const plan = shallowRef<Plan | null>(null)
  const isAsked = ref(false)
  const isLeaving = ref(false)

  /* A browser that never signed in asks nothing: its log-in page is there at once. */
  async function load() {
    if (!keep('signedIn', false)) { isAsked.value = true; return }
    try { session.value = await api.readSession() } catch (e) {
      if ((e as { status?: number }).status !== 401) throw e
      session.value = null
      store('signedIn', null)
    }
    isAsked.value = true
    if (!session.value || session.value.must_change_password) return
    const read = await readPlan()
    setOffset(read.calendar.offset_s)
    plan.value = read
  }
  async function signIn(login: string, password: string) {
    session.value = await api.signIn(login, password)
    isLeaving.value = false
    store('signedIn', true)
    await load()
  }
  async function signOut() {
    isLeaving.value = true
    await api.signOut().catch(() => {})
    store('signedIn', null)
    if (session.value) forgetDrafts(session.value.user.id)
    session.value = null
    plan.value = null
  }
  const lapse = () => { session.value = null }

  const byName = computed(() => new Map(plan.value?.ledgers.map(l => [l.name, l])))
  const kinds = computed(() => new Map(plan.value?.kinds.map(k => [k.name, k])))
  const ledger = (name: string): Ledger | undefined => byName.value.get(name)
  const kind = (name: string): Kind | undefined => kinds.value.get(name)
  const postLabel = (name: string): Label =>
    plan.value?.posts.find(p => p.name === name)?.label ?? name
  /* Of which kind the place is where a post is held. */
  const kindHeld = (post: string) => plan.value?.posts.find(p => p.name === post)?.at ?? ''
  const posts = computed(() => new Set(session.value?.posts.map(h => h.post)))
  /* What to offer; the server judges. A post that may make a move may also view. */
  function may(l: Ledger | undefined, verb: Verb): boolean {
    if (!l) return false
    return !!l.grants?.some(g => (g.post === null || posts.value.has(g.post)) && g.verbs.includes(verb))
      || (verb === 'view' && l.moves.some(m => m.by?.some(p => posts.value.has(p))))
  }
  /* Other ledgers with a reference to this one: shown as "related". */
  const referring = (name: string): { ledger: Ledger; field: Field }[] =>
    (plan.value?.ledgers ?? []).flatMap(l => l.fields
      .filter(f => f.type === 'ref' && f.to === name && may(l, 'view'))
      .map(field => ({ ledger: l, field })))

  return { session, plan, isAsked, isLeaving, load, signIn, signOut, lapse, ledger, kind, kindHeld, postLabel, may, referring }
})
