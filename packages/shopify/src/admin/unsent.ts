/** Whether it is sure that a request which failed was never sent: its connection was not made. */

/** Looking a name up and connecting come before anything is sent. */
const BEFORE_SENDING = new Set(['connect', 'getaddrinfo'])
/** Of undici, and of TLS, which refuses a certificate before anything is sent. */
const UNSENT_CODES = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** @param error as `fetch` throws it: the reason is its cause */
export function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  if (BEFORE_SENDING.has(syscall ?? '') || UNSENT_CODES.has(code ?? '')) return true
  // Several addresses were tried, none took the connection.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isUnsent)
  return isUnsent(error.cause)
}
