import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { THEMES, theme } from './appearance.ts';

const KEY = 'pyrpl-mux theme';

const kept = window.localStorage.getItem(KEY);
theme.value = THEMES.find((one) => one === kept) ?? 'auto';

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
  window.localStorage.setItem(KEY, theme.value);
});

/** Dark, light, or as the system has it. */
export function ThemeSwitch(): JSX.Element {
  return (
    <label class="theme-switch">
      <span class="visually-hidden">Theme</span>
      <select
        value={theme.value}
        onChange={(event) => {
          theme.value = THEMES.find((one) => one === event.currentTarget.value) ?? 'auto';
        }}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}
