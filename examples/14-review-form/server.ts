/** The server of the review form: it knows nobody, and trusts the token in the link alone. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type ReviewEngine, submitReview, verifyReviewToken } from '@motkit/reviews'
import { formPage, page } from './form.ts'

interface Answer {
  readonly status: number
  readonly html: string
}
/** The code is the shop's business; a visitor reads what to do about it. */
const refusals: Readonly<Record<string, { readonly status: number; readonly text: string }>> = {
  TOKEN_INVALID: { status: 403, text: 'This link is not valid' },
  TOKEN_SCOPE: { status: 403, text: 'This link is not for that product' },
  TOKEN_USED: { status: 409, text: 'Your review is here already' },
  TOKEN_EXPIRED: { status: 410, text: 'This link is too old' },
  EVENT_INVALID: { status: 422, text: 'Please choose from 1 to 5' },
}
function refused(code: string): Answer {
  const { status, text } = refusals[code] ?? { status: 503, text: 'Please try again later' }
  return { status, html: page(text) }
}

const LONGEST = 50_000
async function fieldsOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    length += part.length
    if (length > LONGEST) return undefined
    parts.push(part)
  }
  return new URLSearchParams(Buffer.concat(parts).toString())
}

/**
 * `GET /review?token=…` shows the form and changes nothing, so that a mail program may look at the link before its reader does;
 * `POST /review` takes the review.
 * @param now an ISO instant
 */
export function reviewServer(mot: ReviewEngine, secrets: readonly string[], now: () => string): Server {
  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname !== '/review') return { status: 404, html: page('Not here') }
    if (request.method === 'GET') {
      const token = searchParams.get('token') ?? ''
      const grant = await verifyReviewToken(token, { secrets, now: now() })
      return grant.ok ? { status: 200, html: formPage(token, grant.value) } : refused(grant.error.code)
    }
    if (request.method !== 'POST') return { status: 405, html: page('Only to be read and sent') }
    const fields = await fieldsOf(request)
    if (!fields) return { status: 400, html: page('Please use the form') }
    const productId = fields.get('productId')
    const body = fields.get('body')?.trim()
    const written = {
      rating: Number(fields.get('rating')),
      ...(productId !== null && { productId }),
      ...(body && { body }),
    }
    const review = await submitReview(mot, fields.get('token') ?? '', written, { secrets, now: now() })
    return review.ok ? { status: 200, html: page('Thank you for your review') } : refused(review.error.code)
  }
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, html } = await answer(request).catch(() => refused('failed'))
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      // The address holds the token: it is not kept, and told to nobody who is linked to.
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    })
    response.end(html)
  }
  return createServer((request, response) => void respond(request, response))
}
