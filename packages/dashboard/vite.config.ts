import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };

/** Builds the page into the worker's package, which serves it. */
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['source'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { __PAGE_VERSION__: JSON.stringify(manifest.version) },
  build: {
    outDir: '../worker/dashboard',
    emptyOutDir: true,
    target: 'es2023',
    // The worker's content security policy allows files of its own only.
    assetsInlineLimit: 0,
    license: { fileName: 'THIRD-PARTY.md' },
    modulePreload: { polyfill: false },
  },
});
