import { type ExtensionApi, register } from '@shopify/web-pixels-extension'
import { expectTypeOf, test } from 'vitest'
import { startPixel } from './snippet.ts'

test('the pixel starts with what Shopify gives an extension', () => {
  expectTypeOf<ExtensionApi>().toExtend<Parameters<typeof startPixel>[0]>()
  expectTypeOf(register).toBeCallableWith((api) => startPixel(api, 'https://app.example.com/pixel'))
})
