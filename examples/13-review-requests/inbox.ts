/** A mail server on this machine, in place of the world's: it prints what arrives, and keeps the link of each address. */
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** The token of the link that came last, by address. */
export const tokens = new Map<string, string>()

function show(mail: string): void {
  const [head = '', body = ''] = mail.split('\r\n\r\n')
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1]?.trim() ?? ''
  const isBase64 = header('Content-Transfer-Encoding') === 'base64'
  const words = isBase64 ? Buffer.from(body, 'base64').toString() : body
  const token = /token=([\w.-]+)/.exec(words)?.[1]
  if (token !== undefined) tokens.set(header('To'), token)
  const day = new Date(header('Date')).toISOString().slice(0, 16)
  console.log(`${day} mail to ${header('To')}: ${header('Subject')}`)
  for (const line of words.trim().split(/\s*\n/)) console.log('   ', line.replace(/token=[\w.-]+/, 'token=…'))
}

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData: (stream, _session, done) => {
    text(stream).then((mail) => {
      show(mail)
      done()
    }, done)
  },
})

/** On a free port of this machine. */
export function openInbox(): Promise<{ readonly port: number; close(): void }> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    const socket = server.listen(0, '127.0.0.1', () => {
      const address = socket.address()
      if (address === null || typeof address === 'string') reject(new Error('it listens on no port'))
      else resolve({ port: address.port, close: () => server.close() })
    })
  })
}
