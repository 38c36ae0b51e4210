/* The field app: one hand, gloves, sun or dark, often without a network. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { useSettings } from '@shared/api/settings'
import { i18n } from '@shared/text'
import './vant'
import App from './App.vue'
import { router } from './routes'
import { useWho } from './store/who'
import { startSync } from './store/sync'
import { words } from './words'

i18n.global.mergeLocaleMessage('zh', { f: words.zh })
i18n.global.mergeLocaleMessage('en', { f: words.en })
const app = createApp(App).use(createPinia()).use(i18n)
useSettings()
useWho().start().finally(() => app.use(router).mount('#app'))
startSync()
if ('serviceWorker' in navigator && import.meta.env.PROD) navigator.serviceWorker.register('/field/sw.js', { scope: '/field/' }).catch(() => {})
