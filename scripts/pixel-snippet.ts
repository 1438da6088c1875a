// Writes the text of the pixel from its source: `npm run pixel`. A test holds the text to it.
import { writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const folder = new URL('../packages/shopify/src/pixel/', import.meta.url)
const file = new URL('snippet-text.ts', folder)

/** Readable, since whoever runs a shop should see what it runs: not minified. */
export async function snippetText(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('snippet.ts', folder))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2020',
    charset: 'utf8',
    supported: { 'template-literal': false }, // the text is kept in one
  })
  const code = outputFiles[0]?.text ?? ''
  return code
    .replace(/export \{[^}]*\};\n$/, '')
    .replaceAll(/^ *\/\/.*\n/gm, '')
    .trim()
}
export const snippetFile = (
  text: string,
): string => `/** The text of the pixel, made of \`snippet.ts\` by \`npm run pixel\`: change it there. */
export const snippetText = String.raw\`
${text}
\`
`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(file, snippetFile(await snippetText()))
