/** The review form as HTML: works without scripts, by keyboard and by screen reader. */
import type { ReviewGrant } from '@motkit/reviews'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** @param main HTML */
export const page = (title: string, main = ''): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<main>
<h1>${escaped(title)}</h1>
${main}
</main>
</html>
`
const stars = [5, 4, 3, 2, 1].map(
  (rating) => `<label><input type="radio" name="rating" value="${rating}" required> ${rating} of 5</label>`,
)

/** A form for each product that the token is for, or one for the order. */
export function formPage(token: string, { orderId, productIds }: ReviewGrant): string {
  const form = (about: string, field: string): string => `<form method="post" action="/review">
<h2>${escaped(about)}</h2>
<input type="hidden" name="token" value="${escaped(token)}">${field}
<fieldset><legend>How do you like it?</legend>
${stars.join('\n')}
</fieldset>
<p><label>What would you tell others?<br><textarea name="body" rows="5" maxlength="5000"></textarea></label></p>
<button>Send the review of ${escaped(about)}</button>
</form>`
  const forms =
    productIds.length === 0
      ? [form(`order ${orderId}`, '')]
      : productIds.map((id) => form(id, `\n<input type="hidden" name="productId" value="${escaped(id)}">`))
  return page('Your review', forms.join('\n'))
}
