import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { pixelSource } from './source.ts'

const endpoint = 'https://app.example.com/pixel'
test('is small, and can be read', () => {
  const text = pixelSource({ endpoint })
  expect(text.length).toBeLessThan(5 * 1_024)
  expect(gzipSync(text).length).toBeLessThan(2 * 1_024)
  expect(text.split('\n').length).toBeGreaterThan(100)
})
test('names the address as a text, whatever is in it', () => {
  const text = pixelSource({ endpoint: 'https://app.example.com/"+alert(1)+"</script>?`' })
  expect(text).toContain('"https://app.example.com/%22+alert(1)+%22%3C/script%3E?`"')
})
test('of an app, it is registered as one', () => {
  const text = pixelSource({ endpoint, kind: 'app' })
  expect(text).toMatch(/^import \{ register \} from '@shopify\/web-pixels-extension';\n/)
  expect(text.trimEnd()).toMatch(/register\(\(api\) => startPixel\(api, "https:\/\/app\.example\.com\/pixel"\)\);$/)
})
describe('an address', () => {
  test.each(['http://localhost:3000/pixel', 'http://127.0.0.1/pixel'])('%s will do while it is tried', (one) => {
    expect(pixelSource({ endpoint: one })).toContain(one)
  })
  test.each(['', '/pixel', 'http://app.example.com/pixel', 'javascript:alert(1)'])('%j is refused', (one) => {
    expect(() => pixelSource({ endpoint: one })).toThrow(
      expect.objectContaining({ code: 'SETUP_INVALID', details: expect.objectContaining({ path: 'endpoint' }) }),
    )
  })
})
