/** The way in of events by HTTP, of browsers and of storefronts: a body of bounded size, and an answer. */
import { isMotError, type MotError, ok, type Result } from '@motkit/core'
import type * as z from 'zod'
import { parseBody } from '../facts/json.ts'
import { readBody } from '../receive/body.ts'
import type { ReceiveCode } from '../receive/errors.ts'
import { type IngestCode, ingestStatus, refuseIngest, toIngestError } from './errors.ts'

/** A body that does not come is waited for so long. */
const PATIENCE_MS = 10_000
const codes: Partial<Record<ReceiveCode, IngestCode>> = {
  WEBHOOK_BODY_PARSED: 'INGEST_BODY_PARSED',
  WEBHOOK_BODY_EMPTY: 'INGEST_BODY_EMPTY',
  WEBHOOK_BODY_TOO_LARGE: 'INGEST_BODY_TOO_LARGE',
}

/** The raw bytes of a POST. */
export async function readPost(request: Request, maxBodyBytes: number): Promise<Result<Uint8Array, IngestCode>> {
  if (request.method !== 'POST')
    return refuseIngest('INGEST_METHOD_INVALID', { path: 'method', expected: 'POST', received: request.method })
  const read = await readBody(request, maxBodyBytes, AbortSignal.timeout(PATIENCE_MS))
  return read.ok ? read : refuseIngest(codes[read.error.code] ?? 'INGEST_BODY_BROKEN', read.error.details)
}

/** A body as JSON, with the digits of long numbers, by a schema. */
export function readJson<S extends z.ZodType>(body: Uint8Array, schema: S): Result<z.output<S>, IngestCode> {
  try {
    return readAs(parseBody(body), schema)
  } catch (error) {
    if (!isMotError(error)) throw error
    return refuseIngest('INGEST_BODY_INVALID', error.details)
  }
}
export function readAs<S extends z.ZodType>(value: unknown, schema: S): Result<z.output<S>, IngestCode> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const { path = [], message } = parsed.error.issues[0] ?? {}
  return refuseIngest('INGEST_BODY_INVALID', { path: path.join('.'), ...(message && { expected: message }) })
}

/** The answer to whoever sent it, with the code of what went wrong. */
export async function answer(
  work: Promise<Result<Response, IngestCode>>,
  refused: (error: MotError<IngestCode>) => void,
): Promise<Response> {
  const done = await work.catch((error: unknown): { ok: false; error: MotError<IngestCode> } => ({
    ok: false,
    error: toIngestError(error),
  }))
  if (done.ok) return done.value
  const { code, message, details } = done.error
  refused(done.error)
  return Response.json({ code, message, details }, { status: ingestStatus(code) })
}

/** Tells a listener of the host, whose own fault harms nobody. */
export function hear(tell: () => unknown): void {
  void (async () => tell())().catch(() => undefined)
}
