const KEY = 'pyrpl-mux closed and opened sections';

/** Which sections were opened or closed here, by name. */
export function rememberedOpen(storage: Pick<Storage, 'getItem'>): ReadonlyMap<string, boolean> {
  const text = storage.getItem(KEY);
  if (text === null) return new Map();
  return new Map(
    text.split(' ').flatMap((entry): [string, boolean][] => {
      const name = entry.slice(1);
      return name === '' ? [] : [[name, entry.startsWith('+')]];
    }),
  );
}

/** Keeps that a section was opened or closed. */
export function rememberOpen(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  name: string,
  open: boolean,
): void {
  const all = new Map(rememberedOpen(storage)).set(name, open);
  storage.setItem(KEY, [...all].map(([section, isOpen]) => `${isOpen ? '+' : '-'}${section}`).join(' '));
}
