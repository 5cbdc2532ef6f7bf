/** What PyRPL's own test files ask of the board, which decides what `expectations.json` may excuse. */
export type Group =
  /** Registers, dsp inputs, sampler, scope, scope-asg-ams, pid-na-iq and trig: nothing is excused. */
  | 'strict'
  /** Network and spectrum analyser, IIR, lockbox and saved settings: a few tests may be excused. */
  | 'board'
  /** Needs a board to connect to and nothing of its signals: nothing is excused. */
  | 'host';

/** One test file of the published package. */
export interface TestFile {
  /** Its path below `pyrpl/test`. */
  readonly path: string;
  readonly group: Group;
  /** How many tests pytest collects in it, parametrized ones each. */
  readonly tests: number;
  /** What of it belongs to the part that runs without `--all`: everything, or the tests named as pytest does. */
  readonly part: 'all' | readonly string[];
  /** Longest run of the whole file [s]; several times what it takes on two cores. */
  readonly limit: number;
  /** Further arguments of `pyrpl-mux simulate`. */
  readonly board?: readonly string[];
  /** A file that it reads, relative to its own folder. Where the package lacks it the tests can't be run. */
  readonly reads?: string;
}

/**
 * Every clock cycle of a point of the network analyser is computed: in steps of several cycles, filters near the clock's
 * frequency differ from what PyRPL's tests compare with.
 */
const EXACT = ['--full-rate', '3000000'] as const;

/**
 * Every test file of PyRPL 0.9.9.1. Each session takes PyRPL 13 s to connect; so the part leaves out what tests PyRPL's own
 * settings and widgets, and what another file repeats.
 */
export const TEST_FILES: readonly TestFile[] = [
  { path: 'test_redpitaya.py', group: 'strict', tests: 2, part: [], limit: 120 },
  { path: 'test_registers.py', group: 'strict', tests: 5, part: 'all', limit: 180 },
  { path: 'test_hardware_modules/test_dsp_inputs.py', group: 'strict', tests: 1, part: 'all', limit: 120 },
  { path: 'test_hardware_modules/test_sampler.py', group: 'strict', tests: 1, part: 'all', limit: 120 },
  { path: 'test_hardware_modules/test_scope.py', group: 'strict', tests: 7, part: 'all', limit: 300 },
  { path: 'test_hardware_modules/test_scope_asg_ams.py', group: 'strict', tests: 8, part: 'all', limit: 300 },
  { path: 'test_hardware_modules/test_trig.py', group: 'strict', tests: 1, part: 'all', limit: 180 },
  {
    path: 'test_hardware_modules/test_pid_na_iq.py',
    group: 'strict',
    tests: 9,
    part: [
      'TestPidNaIq::test_na',
      'TestPidNaIq::test_inputfilter',
      'TestPidNaIq::test_pid_na1',
      'TestPidNaIq::test_pid_na2',
      'TestPidNaIq::test_diff_pid',
      'TestPidNaIq::test_pid_paused',
      'TestPidNaIq::test_iq_na',
      'TestPidNaIq::test_iq_sync',
    ],
    limit: 1800,
    // A demodulator's filter has to settle between its synchronisation and the measurement, which a network's delay allows.
    board: [...EXACT, '--fault', 'delay(rtt=1ms)'],
  },
  {
    path: 'test_hardware_modules/test_na_iir_pytest.py',
    group: 'board',
    tests: 16,
    part: [
      'TestIir::test_pz_interface',
      'TestIir::test_iirsimple_na_generator[0]',
      'TestIir::test_iirsimple_na_generator[7]',
      'TestIir::test_iirsimple_na_generator[13]',
      'TestIir::test_iircomplicated_na[2 - loops=80]',
    ],
    limit: 2400,
    board: EXACT,
  },
  {
    path: 'test_na.py',
    group: 'board',
    tests: 11,
    // test_benchmark_nogui and test_benchmark_gui compare how fast the host is with how fast it was when the session began;
    // test_na_running_states compares points taken in two times of some milliseconds each.
    part: [
      'TestNA::test_first_na_stopped_at_startup',
      'TestNA::test_stupid_timer',
      'TestNA::test_get_curve',
      'TestNA::test_iq_stopped_when_paused',
      'TestNA::test_iq_autosave_active',
      'TestNA::test_no_write_in_config',
      'TestNA::test_save_curve',
      'TestNA::test_iq_stopped_after_run',
    ],
    limit: 600,
    // The benchmarks assume that the network takes most of an access to the board.
    board: ['--fault', 'delay(rtt=1ms)'],
  },
  {
    path: 'test_spectrum_analyzer.py',
    group: 'board',
    tests: 7,
    // In test_iq_filter_white_noise the scatter of 50 averages of noise is about as large as what it allows, 0.08.
    part: [
      'TestClass::test_specan_stopped_at_startup',
      'TestClass::test_no_write_in_config',
      'TestClass::test_flatness_baseband',
      'TestClass::test_white_noise_flatness',
      'TestClass::test_flatness_iqmode',
      'TestClass::test_save_curve',
    ],
    limit: 900,
    board: EXACT,
  },
  {
    path: 'test_lockbox.py',
    group: 'board',
    tests: 6,
    // In test_auto_relock the lockbox looks once per second at a lock that is broken for one second, and must see it broken
    // once only: half a second apart on an idle machine, in another order on a busy one.
    part: [
      'TestLockbox::test_create_stage',
      'TestLockbox::test_change_classname',
      'TestLockbox::test_real_lock',
      'TestLockbox::test_calibrate',
      'TestLockbox::test_sleep_while_locked',
    ],
    limit: 600,
  },
  { path: 'test_load_save.py', group: 'board', tests: 1, part: 'all', limit: 300 },
  { path: 'test_attribute.py', group: 'board', tests: 3, part: 'all', limit: 120 },
  { path: 'test_example.py', group: 'host', tests: 3, part: [], limit: 120 },
  { path: 'test_memory.py', group: 'host', tests: 4, part: [], limit: 120 },
  { path: 'test_module_widgets.py', group: 'host', tests: 2, part: 'all', limit: 180 },
  { path: 'test_ownership.py', group: 'host', tests: 1, part: [], limit: 120 },
  { path: 'test_proxyproperty.py', group: 'host', tests: 1, part: [], limit: 120 },
  { path: 'test_pyqtgraph_benchmark.py', group: 'host', tests: 5, part: [], limit: 120 },
  { path: 'test_validate_and_normalize.py', group: 'host', tests: 1, part: 'all', limit: 180 },
  { path: 'test_widgets/test_attribute_widgets.py', group: 'host', tests: 1, part: 'all', limit: 300 },
  { path: 'test_widgets/test_startup_widget.py', group: 'host', tests: 1, part: [], limit: 120 },
  { path: 'test_widgets/test_yml_editor.py', group: 'host', tests: 1, part: [], limit: 180 },
  {
    path: 'test_ipython_notebook/test_notebook.py',
    group: 'host',
    tests: 1,
    part: [],
    limit: 300,
    reads: 'test_notebook.ipynb',
  },
];

/**
 * The test file that an argument of the command line means: its path below `pyrpl/test`, or the end of it with or without
 * `test_` and `.py`.
 *
 * @throws RangeError with a sentence if it means none or several
 */
export function testFileNamed(name: string): TestFile {
  const stem = (path: string): string => path.replace(/^(?:.*\/)?(?:test_)?/, '').replace(/\.py$/, '');
  const exact = TEST_FILES.find(({ path }) => path === name);
  if (exact !== undefined) return exact;
  const found = TEST_FILES.filter(({ path }) => stem(path) === stem(name));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new RangeError(
    `"${name}" is none of PyRPL's test files. They are: ${TEST_FILES.map(({ path }) => path).join(', ')}.`,
  );
}
