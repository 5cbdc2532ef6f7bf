/* Sees to it that there is a Chromium for the tests of the dashboard, or ends with a sentence. */
import { chromium } from './chromium.ts';

try {
  chromium();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
