import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** How the page may look: as the system has it, or as chosen here. */
export const THEMES = ['auto', 'dark', 'light'] as const;

/** One of {@link THEMES}. */
export type Theme = (typeof THEMES)[number];

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
const system = signal<'dark' | 'light'>(systemIsDark.matches ? 'dark' : 'light');
systemIsDark.addEventListener('change', ({ matches }) => {
  system.value = matches ? 'dark' : 'light';
});

/** What was chosen here. */
export const theme: Signal<Theme> = signal<Theme>('auto');

/** What is shown; plots are drawn anew when it changes. */
export const appearance: ReadonlySignal<'dark' | 'light'> = computed(() =>
  theme.value === 'auto' ? system.value : theme.value,
);

const probe = document.createElement('span');

/**
 * A colour of the theme as a canvas takes it.
 *
 * @param name - of the CSS variable, such as `--ch1`
 */
export function themeColour(name: `--${string}`): string {
  probe.hidden = true;
  document.body.append(probe);
  probe.style.color = `var(${name})`;
  const { color } = window.getComputedStyle(probe);
  probe.remove();
  return color;
}
