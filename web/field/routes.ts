/* The screens of the phone. A pass may be checked by anyone, signed in or not. */
import { createRouter, createWebHistory } from 'vue-router'
import { useWho } from './store/who'

declare module 'vue-router' { interface RouteMeta { isOpen?: boolean } }

export const router = createRouter({
  history: createWebHistory('/field/'),
  routes: [
    { path: '/', name: 'today', component: () => import('./today/Show.vue') },
    { path: '/record', name: 'record', component: () => import('./today/Books.vue') },
    { path: '/checkpoint', name: 'checkpoint', component: () => import('./checkpoint/Show.vue') },
    { path: '/gate', name: 'gate', component: () => import('./gate/Show.vue') },
    { path: '/round/:ledger', name: 'round', component: () => import('./round/Show.vue'), props: true },
    { path: '/scan', name: 'scan', component: () => import('./scan/Show.vue'), meta: { isOpen: true } },
    { path: '/queue', name: 'queue', component: () => import('./queue/List.vue') },
    { path: '/me', name: 'me', component: () => import('./me/Show.vue') },
    { path: '/door', name: 'door', component: () => import('./door/Show.vue'), meta: { isOpen: true } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
router.beforeEach(to => {
  const who = useWho()
  if (!to.meta.isOpen && !who.now) return { name: 'door', query: to.path === '/' ? {} : { to: to.fullPath } }
  return true
})
