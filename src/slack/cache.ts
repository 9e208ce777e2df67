/**
 * Remembers answers for a while. Callers that ask at the same moment share one call; a failure is never remembered.
 */
export function createCache<T>(
  load: (key: string) => Promise<T>,
  maxAge: number,
  now: () => number,
): (key: string) => Promise<T> {
  const entries = new Map<string, { readonly value: Promise<T>; readonly from: number }>();
  return (key) => {
    const known = entries.get(key);
    if (known !== undefined && now() - known.from < maxAge) return known.value;
    const entry = { value: load(key), from: now() };
    entries.set(key, entry);
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry.value;
  };
}
