/* Yes and no for hands and ears: two short tones up and a short buzz, or one low and a long one. */
import { reactive, watch } from 'vue'
import { keep, store } from '@shared/api/settings'

export const feel = reactive({ sound: keep('f.sound', true), vibrate: keep('f.vibrate', true), sun: keep('f.sun', false) })
watch(feel, to => { store('f.sound', to.sound); store('f.vibrate', to.vibrate); store('f.sun', to.sun) })
watch(() => feel.sun, sun => document.documentElement.classList.toggle('sun', sun), { immediate: true })

let audio: AudioContext | undefined
function tone(at: number, hertz: number, seconds: number) {
  audio ??= new AudioContext()
  const wave = audio.createOscillator(), level = audio.createGain()
  wave.frequency.value = hertz
  level.gain.value = 0.15
  wave.connect(level).connect(audio.destination)
  wave.start(audio.currentTime + at)
  wave.stop(audio.currentTime + at + seconds)
}
function play(tones: [number, number, number][], buzz: number[]) {
  try { if (feel.sound) tones.forEach(t => tone(...t)) } catch { /* no sound here */ }
  if (feel.vibrate) navigator.vibrate?.(buzz)
}
export const yes = () => play([[0, 880, 0.08], [0.09, 1320, 0.1]], [40])
export const no = () => play([[0, 220, 0.35]], [200, 80, 200])
export const tick = () => { if (feel.vibrate) navigator.vibrate?.(8) }
