#!/usr/bin/env node
// Plain JavaScript for any Node, so that one that is too old can say so.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const OLDEST = [22, 18];

nodeModule.enableCompileCache?.();
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `pyrpl-mux needs Node ${OLDEST.join('.')} or newer, but this is Node ${process.versions.node}; nothing was started.\n`,
  );
  process.exitCode = 2;
} else {
  const { main } = await load();
  process.exitCode = await main(process.argv.slice(2));
}

/** A checkout has sources and runs them; a published package has only `dist`. */
async function load() {
  const source = new URL('../src/cli/main.ts', import.meta.url);
  if (!existsSync(source)) return await import(new URL('../dist/cli/main.js', import.meta.url).href);
  // For the project's own packages only: Node 22.18 fails where conditions are given for a CommonJS package.
  nodeModule.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier.startsWith('@pyrpl-mux/')
        ? nextResolve(specifier, { ...context, conditions: ['source', ...context.conditions] })
        : nextResolve(specifier, context),
  });
  return await import(source.href);
}
