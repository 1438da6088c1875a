/** Asks the plugin's routes as the admin itself asks Medusa's; unlike its client it keeps what a refusal says. */
declare const __BACKEND_URL__: string | undefined
declare const __AUTH_TYPE__: string | undefined
declare const __JWT_TOKEN_STORAGE_KEY__: string | undefined

const backend = typeof __BACKEND_URL__ === 'string' ? __BACKEND_URL__ : ''
const usesToken = typeof __AUTH_TYPE__ === 'string' && __AUTH_TYPE__ === 'jwt'
const tokenKey = (typeof __JWT_TOKEN_STORAGE_KEY__ === 'string' && __JWT_TOKEN_STORAGE_KEY__) || 'medusa_auth_token'

interface Told {
  readonly code?: string
  readonly message?: string
  readonly details?: { readonly path?: string; readonly expected?: string }
}
/** What a route said instead of an answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string | undefined
  readonly path: string | undefined
  readonly expected: string | undefined

  constructor(status: number, { code, message, details }: Told) {
    super(message ?? `HTTP ${status}`)
    this.status = status
    this.code = code
    this.path = details?.path
    this.expected = details?.expected
  }
}

async function request<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const response = await fetch(new URL(path, new URL(backend || '/', window.location.origin)), {
    method,
    credentials: usesToken ? 'omit' : 'include',
    headers: {
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      ...(usesToken && { authorization: `Bearer ${window.localStorage.getItem(tokenKey)}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (response.ok) return response.json()
  throw new Refusal(response.status, await response.json().catch(() => ({})))
}
export const ask = <T>(path: string): Promise<T> => request('GET', path)
export const tell = <T>(path: string, body: object): Promise<T> => request('POST', path, body)
