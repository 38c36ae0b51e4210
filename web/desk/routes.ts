/* Every address of the desk, in one table.
 *
 * open   true: nobody need be signed in.
 * fresh  true: may be seen before the first password is changed.
 *
 * A ledger's list, its record, form and history are one page: the record stands in the panel beside
 * the list, and its address can be sent to a colleague.
 *
 * A module's own pages stand in desk/<module>/pages.ts and are collected by page.ts. */
import type { Component } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { useSession } from '@shared/api/sessionStore'
import { pages, type DeskPage } from './page'

declare module 'vue-router' {
  interface RouteMeta { open?: boolean; fresh?: boolean; panel?: 'show' | 'edit' | 'new'; page?: DeskPage }
}

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'signIn', component: () => import('./session/Create.vue'), meta: { open: true, fresh: true } },
  { path: '/password', name: 'firstPassword', component: () => import('./session/Password.vue'), meta: { fresh: true } },
  {
    path: '/',
    component: () => import('./shell/Shell.vue'),
    children: [
      { path: '', name: 'home', component: () => import('./home/Show.vue') },
      { path: 'places/:id?', name: 'places', component: () => import('./place/List.vue'), props: true },
      { path: 'me', name: 'me', component: () => import('./session/List.vue') },
      { path: 'l/:ledger/import', name: 'import', component: () => import('./ledger/Import.vue'), props: true },
      { path: 'l/:ledger/update', name: 'update', component: () => import('./ledger/Update.vue'), props: true },
      { path: 'l/:ledger/sheet', name: 'sheet', component: () => import('./ledger/Sheet.vue'), props: true },
      {
        path: 'l/:ledger',
        component: () => import('./ledger/List.vue'),
        props: true,
        children: [
          { path: '', name: 'list', component: { render: () => null } },
          { path: 'new', name: 'new', component: { render: () => null }, meta: { panel: 'new' } },
          { path: ':id', name: 'record', component: { render: () => null }, meta: { panel: 'show' } },
          { path: ':id/edit', name: 'edit', component: { render: () => null }, meta: { panel: 'edit' } },
        ],
      },
      ...pages.map<RouteRecordRaw>(p => ({ path: p.path, name: p.name, component: p.component as () => Promise<Component>, props: p.props ?? false, meta: { page: p } })),
      { path: ':rest(.*)*', name: 'gone', component: () => import('./shell/Gone.vue') },
    ],
  },
]

export const router = createRouter({ history: createWebHistory(), routes })

router.beforeEach(async to => {
  const store = useSession()
  if (!store.isAsked) await store.load().catch(() => {})
  if (to.meta.open) return store.session && to.name === 'signIn' ? { name: 'home' } : true
  if (!store.session) return { name: 'signIn', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (store.session.must_change_password && !to.meta.fresh) return { name: 'firstPassword' }
  if (!store.plan && !to.meta.fresh) await store.load().catch(() => {})
  return true
})
