import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  environmentPython,
  findPyrplPython,
  PYRPL_VERSION,
  pyrplEnvironmentFolder,
  pythonVariables,
} from './python-environment.ts';
import { importPyrpl, MissingLibraryError, makeEnvironment } from './python-environment-install.ts';
import { findInterpreter } from './python-environment-interpreter.ts';

const isWindows = process.platform === 'win32';
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A real environment without packages but for what the metadata claim. */
async function environmentWith(version: string | null): Promise<string> {
  const environment = join(folder, 'environment');
  const base = await findInterpreter();
  await execa(base.executable, ['-m', 'venv', '--without-pip', environment]);
  if (version === null) return environment;
  const metadata = join(await packagesOf(environment), `pyrpl-${version}.dist-info`);
  await mkdir(metadata);
  await writeFile(join(metadata, 'METADATA'), `Metadata-Version: 2.1\nName: pyrpl\nVersion: ${version}\n`);
  return environment;
}

/** The folder of an environment's packages. */
async function packagesOf(environment: string): Promise<string> {
  const question = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const { stdout } = await execa(environmentPython(environment), ['-c', question]);
  return stdout.trim();
}

describe('the Python that hosts PyRPL', () => {
  it('is the one that install-pyrpl made, and it imports our modules', async () => {
    const environment = await environmentWith(PYRPL_VERSION);
    const { python, modules } = await findPyrplPython({ folder: environment });
    const { stdout } = await execa(python, ['-c', 'import pyrpl_mux; print(pyrpl_mux.__file__)'], {
      env: pythonVariables(modules),
      cwd: folder,
    });
    expect(stdout.startsWith(modules)).toBe(true);
  });

  it('is the one named with --python before that', async () => {
    const named = environmentPython(await environmentWith(PYRPL_VERSION));
    const { python } = await findPyrplPython({ python: named, folder: join(folder, 'nothing') });
    expect(python).toBe(named);
  });

  it('is missing: one sentence with the next step', async () => {
    const nothing = join(folder, 'nothing');
    await expect(findPyrplPython({ folder: nothing })).rejects.toThrow(
      `There is no Python with PyRPL in ${nothing}. Run "pyrpl-mux install-pyrpl" first, or name one that has PyRPL ${PYRPL_VERSION} with --python.`,
    );
    await expect(findPyrplPython({ python: join(folder, 'python') })).rejects.toThrow(
      /can't be run as a Python: there is no such program\. Name a Python 3\.11 or newer with --python\.$/,
    );
  });

  it('has no PyRPL: one sentence with the next step', async () => {
    const environment = await environmentWith(null);
    await expect(findPyrplPython({ folder: environment })).rejects.toThrow(
      /^Python 3\.\S+ \(.*\) has no PyRPL, but the backend needs PyRPL 0\.9\.9\.1\. Run "pyrpl-mux install-pyrpl" again\.$/,
    );
  });

  it('has another version of PyRPL: one sentence with the next step', async () => {
    const python = environmentPython(await environmentWith('0.9.8.0'));
    await expect(findPyrplPython({ python })).rejects.toThrow(
      /has PyRPL 0\.9\.8\.0, but the backend needs PyRPL 0\.9\.9\.1\. Install PyRPL 0\.9\.9\.1 there, or leave out --python/,
    );
  });

  it.skipIf(isWindows)('is no Python, or too old a one: it says which', async () => {
    const program = join(folder, 'python');
    await writeFile(program, '#!/bin/sh\necho 2.7\n', { mode: 0o755 });
    await expect(findPyrplPython({ python: program })).rejects.toThrow('is no Python');
    const old = '{"executable": "python", "version": [3, 10, 2], "pyrpl": null}';
    await writeFile(program, `#!/bin/sh\necho '${old}'\n`, { mode: 0o755 });
    await expect(findPyrplPython({ python: program })).rejects.toThrow(
      'is Python 3.10.2, but Python 3.11 or newer is needed',
    );
  });

  it('lives in a folder of the user that a variable can name', () => {
    expect(pyrplEnvironmentFolder({ PYRPL_MUX_DATA_DIR: 'data' })).toBe(join('data', 'python'));
    expect(pyrplEnvironmentFolder({ XDG_DATA_HOME: 'share' })).toBe(join('share', 'pyrpl-mux', 'python'));
    expect(pyrplEnvironmentFolder({ LOCALAPPDATA: 'local', XDG_DATA_HOME: '' })).toBe(
      join('local', 'pyrpl-mux', 'data', 'python'),
    );
  });
});

describe('an environment made from a lock', () => {
  const said: string[] = [];
  const plan = (lock: string) => ({
    folder: join(folder, 'made'),
    lock,
    say: (sentence: string) => void said.push(sentence),
  });

  beforeEach(() => {
    said.length = 0;
  });

  it('is made once, and anew when the lock has changed or it was not finished', async () => {
    const lock = join(folder, 'lock.txt');
    await writeFile(lock, '# nothing\n');
    const python = await makeEnvironment(plan(lock));
    await execa(python, ['--version']);
    expect(said).toHaveLength(1);
    await makeEnvironment(plan(lock));
    expect(said).toHaveLength(1);
    await writeFile(lock, '# nothing else\n');
    await makeEnvironment(plan(lock));
    expect(said).toHaveLength(2);
    await rm(join(folder, 'made', 'lock.sha256'));
    await makeEnvironment(plan(lock));
    expect(said).toHaveLength(3);
  });

  it('never empties a folder that is something else', async () => {
    const lock = join(folder, 'lock.txt');
    await writeFile(lock, '# nothing\n');
    await mkdir(join(folder, 'made'));
    await writeFile(join(folder, 'made', 'thesis.tex'), '');
    await expect(makeEnvironment(plan(lock))).rejects.toThrow('is not empty and no Python environment');
  });

  it('refuses a package without a hash', async () => {
    const lock = join(folder, 'lock.txt');
    await writeFile(lock, 'scp==0.16.2\n');
    await expect(makeEnvironment(plan(lock))).rejects.toThrow(/could not be made: .*hash/is);
  });
});

describe('the first import of PyRPL', () => {
  it('names the packages of the system where Qt lacks a library, and not what PyRPL makes of that', async () => {
    const environment = await environmentWith(null);
    const packages = await packagesOf(environment);
    await mkdir(join(packages, 'PyQt6'));
    const reason = 'libGL.so.1: cannot open shared object file: No such file or directory';
    await writeFile(join(packages, 'PyQt6', 'QtWidgets.py'), `raise ImportError("${reason}")\n`);
    await writeFile(join(packages, 'pyrpl.py'), 'raise RuntimeError("No Qt bindings could be found")\n');
    const imported = importPyrpl(environmentPython(environment));
    await expect(imported).rejects.toThrow(MissingLibraryError);
    await expect(imported).rejects.toThrow(/libGL\.so\.1.*apt-get install .*\blibgl1\b/);
  });
});
