import type { DeskPage, Store } from '../page'

const goods = (store: Store) => store.plan?.posts.some(p => p.stock?.includes('view') && store.session?.posts.some(h => h.post === p.name)) ?? false
const money = (store: Store) => store.plan?.posts.some(p => p.stock?.includes('view_money') && store.session?.posts.some(h => h.post === p.name)) ?? false
const counts = (store: Store) => store.plan?.posts.some(p => p.stock?.includes('count') && store.session?.posts.some(h => h.post === p.name)) ?? false
const sees = (name: string) => (store: Store) => store.may(store.ledger(name), 'view')

export const pages: DeskPage[] = [
  { path: 'stock', name: 'stock', component: () => import('./Glance.vue'), label: { zh: '库存总览', en: 'Stock at a glance' }, icon: 'box', area: 'E', order: 1, may: goods },
  { path: 'stock/floor/:act?', name: 'stock-floor', component: () => import('./Floor.vue'), label: { zh: '仓库作业', en: 'Warehouse floor' }, icon: 'qr', area: 'E', order: 2, may: counts, props: true },
  { path: 'stock/share', name: 'stock-share', component: () => import('./Share.vue'), label: { zh: '分配试算', en: 'Sharing out' }, icon: 'scale', area: 'E', order: 3, may: goods },
  { path: 'stock/needs', name: 'stock-needs', component: () => import('./Needs.vue'), label: { zh: '需求测算', en: 'Needs' }, icon: 'chart', area: 'E', order: 4, may: goods },
  { path: 'stock/purchases', name: 'stock-purchases', component: () => import('./Purchases.vue'), label: { zh: '采购看板', en: 'Purchase board' }, icon: 'basket', area: 'E', order: 5, may: sees('purchase') },
  { path: 'stock/gifts', name: 'stock-gifts', component: () => import('./Gifts.vue'), label: { zh: '捐赠簿', en: 'Donation book' }, icon: 'people', area: 'E', order: 6, may: sees('money_donation') },
  { path: 'stock/funds', name: 'stock-funds', component: () => import('./Funds.vue'), label: { zh: '资金', en: 'Funds' }, icon: 'money', area: 'E', order: 7, may: money },
  { path: 'stock/items/:item', name: 'stock-item', component: () => import('./Item.vue'), label: { zh: '品种卡片', en: 'Item card' }, props: true },
]
