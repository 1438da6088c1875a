import { expect, test } from 'vitest'
import { snippetText } from '../../packages/shopify/src/pixel/snippet-text.ts'
import { snippetText as made } from '../../scripts/pixel-snippet.ts'

test('the text of the pixel is that of its source: `npm run pixel`', async () => {
  expect(snippetText.trim()).toBe(await made())
})
