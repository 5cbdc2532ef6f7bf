/*
 * `node --conditions=source e2e/pymodaq/live-memory.ts LINE`: memory in use of the process that wrote this line of its
 * inspector [MB].
 */
import { inspectMemory } from '../rig/live-memory.ts';

using memory = await inspectMemory(process.argv[2] ?? '');
process.stdout.write(`${await memory.megabytes()}\n`);
