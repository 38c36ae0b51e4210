/* The phone without a network: the shell and every screen are kept at the first visit, by the list
 * that the build writes in. Nothing of the API is kept here: what people need offline lies sealed in
 * IndexedDB (store/). */
import { clientsClaim } from 'workbox-core'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const __FIELD_FILES__: PrecacheEntry[]
const worker = self as unknown as { skipWaiting(): Promise<void> }

worker.skipWaiting()
clientsClaim()
cleanupOutdatedCaches()
precacheAndRoute(__FIELD_FILES__)
registerRoute(new NavigationRoute(createHandlerBoundToURL('/field/index.html'), { allowlist: [/^\/field(\/|$)/] }))
