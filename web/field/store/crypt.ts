/* What lies on a shared phone is sealed: under a data key of each user, which lies under six digits.
 * Six digits alone do not resist someone who copies the phone's storage; that is why the token they
 * guard ends by itself, may be revoked, and goes after five wrong tries. */
import nacl from 'tweetnacl'

const ROUNDS = 200_000        /* PBKDF2-SHA256 */
const ROUNDS_PLAIN = 3_000    /* SHA-512, where the browser gives no WebCrypto (no https) */

export interface Box { n: string; c: string }

export const toText = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
export const fromText = (text: string) => Uint8Array.from(atob(text), c => c.charCodeAt(0))
export const fromBase64Url = (text: string) => fromText(text.replace(/-/g, '+').replace(/_/g, '/'))
export const fresh = (length: number) => crypto.getRandomValues(new Uint8Array(length))

/* A key from the digits. */
export async function stretch(pin: string, salt: Uint8Array): Promise<Uint8Array> {
  const digits = new TextEncoder().encode(pin)
  if (crypto.subtle) {
    const base = await crypto.subtle.importKey('raw', digits, 'PBKDF2', false, ['deriveBits'])
    return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: salt as BufferSource, iterations: ROUNDS }, base, 256))
  }
  let state = nacl.hash(new Uint8Array([...salt, ...digits]))
  for (let i = 0; i < ROUNDS_PLAIN; i++) state = nacl.hash(state)
  return state.slice(0, 32)
}
export function seal(key: Uint8Array, value: unknown): Box {
  const nonce = fresh(nacl.secretbox.nonceLength)
  return { n: toText(nonce), c: toText(nacl.secretbox(new TextEncoder().encode(JSON.stringify(value)), nonce, key)) }
}
/* null: the wrong key. */
export function unseal<T>(key: Uint8Array, box: Box): T | null {
  const plain = nacl.secretbox.open(fromText(box.c), fromText(box.n), key)
  return plain ? JSON.parse(new TextDecoder().decode(plain)) as T : null
}
/* An Ed25519 signature (RFC 8032) by the key of 64 hexadecimal digits. */
export function isSigned(text: string, signature: Uint8Array, keyHex: string): boolean {
  const key = Uint8Array.from(keyHex.match(/../g) ?? [], h => parseInt(h, 16))
  if (key.length !== nacl.sign.publicKeyLength || signature.length !== nacl.sign.signatureLength) return false
  return nacl.sign.detached.verify(new TextEncoder().encode(text), signature, key)
}
