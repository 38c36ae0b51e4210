/* The desk: office work at a large screen. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { onSignedOut } from '@shared/api/client'
import { useSession } from '@shared/api/sessionStore'
import { useSettings } from '@shared/api/settings'
import { i18n } from '@shared/text'
import '@shared/ui/element'
import App from './App.vue'
import { mergeWords } from './page'
import { router } from './routes'

mergeWords()
const app = createApp(App).use(createPinia()).use(i18n)
useSettings()
onSignedOut(() => {
  const store = useSession()
  if (!store.session) return
  store.lapse()
  router.push({ name: 'signIn', query: { to: router.currentRoute.value.fullPath, ended: '1' } })
})
app.use(router).mount('#app')
