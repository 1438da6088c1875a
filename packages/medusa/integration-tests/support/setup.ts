// Medusa's test utilities tell their parent the port as a number; the parent here is vitest, which knows no such message.
const send = process.send?.bind(process) as ((...message: unknown[]) => boolean) | undefined
if (send)
  process.send = ((...message: unknown[]) => typeof message[0] === 'number' || send(...message)) as typeof process.send
