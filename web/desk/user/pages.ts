/* Users and posts: for whoever administers a place. */
import type { DeskPage } from '../page'
export const pages: DeskPage[] = [
  { path: 'users/:id?', name: 'users', area: 'A', icon: 'people', order: 900, props: true, label: { zh: '用户与岗位', en: 'Users and posts' },
    may: store => !!store.session?.posts.some(h => store.plan?.posts.find(p => p.name === h.post)?.admin), component: () => import('./List.vue') },
]
