/** The raw bytes of a request, no more of them than allowed. */
import { ok, type Result } from '@motkit/core'
import { type ReceiveCode, refuse } from './errors.ts'

/** @param signal ends the reading of a body that does not come */
export async function readBody(
  request: Request,
  limit: number,
  signal: AbortSignal,
): Promise<Result<Uint8Array, ReceiveCode>> {
  if (request.bodyUsed) return refuse('WEBHOOK_BODY_PARSED', { path: 'body', expected: 'the raw bytes, unread' })
  const tooLarge = () => refuse('WEBHOOK_BODY_TOO_LARGE', { path: 'body', expected: `at most ${limit} bytes` })
  if (Number(request.headers.get('content-length')) > limit) return tooLarge()
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let bytes = 0
  const cancel = () => void reader?.cancel().catch(() => undefined)
  signal.addEventListener('abort', cancel)
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      chunks.push(next.value)
      bytes += next.value.byteLength
      if (bytes <= limit) continue
      cancel()
      return tooLarge()
    }
  } catch {
    return refuse('WEBHOOK_BODY_BROKEN', { path: 'body' })
  } finally {
    signal.removeEventListener('abort', cancel)
  }
  if (signal.aborted) return refuse('WEBHOOK_BODY_BROKEN', { path: 'body' })
  return bytes === 0 ? refuse('WEBHOOK_BODY_EMPTY', { path: 'body' }) : ok(Buffer.concat(chunks, bytes))
}
