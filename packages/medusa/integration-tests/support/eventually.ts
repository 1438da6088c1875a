/** Looks until there is something to see, or the time is over; answers with what was seen last. */
export async function eventually<T>(look: () => Promise<T[]>, withinMs = 10_000): Promise<T[]> {
  const end = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found.length > 0 || Date.now() > end) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
