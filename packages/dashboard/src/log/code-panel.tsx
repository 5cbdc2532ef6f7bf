import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { copyText } from '../clipboard/copy-text.ts';
import { useDashboard } from '../dashboard-context.ts';
import { download, fileName } from '../download/download.ts';
import { commandLine } from './as-command-line.ts';
import { python } from './as-python.ts';
import { typescript } from './as-typescript.ts';
import type { CodeLanguage } from './code-language.ts';
import { CopyByHand } from './copy-by-hand.tsx';
import { type FoldedCommand, foldCommands } from './fold-commands.ts';
import { commandLines, script } from './script.ts';
import './code.css';

const LANGUAGES: readonly CodeLanguage[] = [python, typescript, commandLine];

/** Most commands on the screen; the script has all. */
const MOST_SHOWN = 300;

/** Most items of a list on the screen; the script has all. */
const MOST_ITEMS = 8;

/** The commands that this page sent, as code. */
export function CodePanel(): JSX.Element {
  const { link, log, notices } = useDashboard();
  const [language, setLanguage] = useState<CodeLanguage>(python);
  const [folds, setFolds] = useState(true);
  const [byHand, setByHand] = useState<string | null>(null);
  const sent = log.entries.value;
  const commands = folds
    ? foldCommands(sent)
    : sent.map((one): FoldedCommand => ({ sent: one, overwrites: 0 }));
  const whole = (): string =>
    script(
      language,
      commands.map((one) => one.sent),
    );
  const copy = async (text: string, what: string): Promise<void> => {
    if (await copyText(text)) notices.done(`${what} is on the clipboard.`);
    else setByHand(text);
  };
  const save = (): void => {
    const name = fileName(
      'commands',
      link.greeting.peek()?.board.key ?? null,
      Date.now(),
      language.extension,
    );
    download(new Blob([whole()], { type: 'text/plain' }), name);
  };
  const nothing = sent.length === 0;
  return (
    <section class="panel code" aria-labelledby="code-heading">
      <div class="heading">
        <h2 id="code-heading">Commands as code</h2>
        <label>
          <span class="visually-hidden">Language</span>
          <select
            value={language.name}
            onChange={({ currentTarget }) =>
              setLanguage(LANGUAGES.find(({ name }) => name === currentTarget.value) ?? python)
            }
          >
            {LANGUAGES.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label
          class="check"
          title="Of commands in a row that only overwrite each other, as when a slider is dragged, keep the last"
        >
          <input
            type="checkbox"
            checked={folds}
            onChange={({ currentTarget }) => setFolds(currentTarget.checked)}
          />
          Only the last of those that overwrite each other
        </label>
        <div class="buttons">
          <button type="button" disabled={nothing} onClick={() => void copy(whole(), 'The script')}>
            Copy script
          </button>
          <button type="button" disabled={nothing} onClick={save}>
            {`Download .${language.extension}`}
          </button>
          <button type="button" disabled={nothing} onClick={() => log.clear()}>
            Clear
          </button>
        </div>
      </div>
      <p class="note">
        Whatever you change on this page is a command, and stands here as code that does the same. Commands of
        other clients are on the activity page.
      </p>
      {nothing ? (
        <p class="empty">
          Nothing yet. Change a setting on the bench, then come back: copied from here, it repeats what you
          did.
        </p>
      ) : (
        <CodeListing
          language={language}
          commands={commands}
          forgotten={log.forgotten.value}
          onCopy={(text) => void copy(text, 'The command')}
        />
      )}
      {byHand === null ? null : <CopyByHand text={byHand} onClose={() => setByHand(null)} />}
    </section>
  );
}

interface CodeListingProps {
  readonly language: CodeLanguage;
  readonly commands: readonly FoldedCommand[];
  /** Commands that are no longer known. */
  readonly forgotten: number;
  readonly onCopy: (text: string) => void;
}

/** The script as it is read: its frame, and a line per command, the newest in sight. */
function CodeListing({ language, commands, forgotten, onCopy }: CodeListingProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const newest = commands.at(-1)?.sent.entry;
  useEffect(() => {
    const { current } = list;
    if (current !== null && newest !== undefined) current.scrollTop = current.scrollHeight;
  }, [newest]);
  const shown = commands.slice(-MOST_SHOWN);
  const hidden = commands.length - shown.length;
  return (
    <div class="listing" ref={list}>
      {forgotten > 0 ? <p class="note">{`The oldest ${forgotten} commands are forgotten.`}</p> : null}
      {hidden > 0 ? (
        <p class="note">{`The first ${hidden} commands are only in the copied script.`}</p>
      ) : null}
      <Frame lines={language.opening} />
      <ol>
        {shown.map(({ sent, overwrites }) => (
          <li key={sent.entry} class={sent.outcome}>
            <time class="note" dateTime={new Date(sent.sent).toISOString()}>
              {new Date(sent.sent).toLocaleTimeString()}
            </time>
            <code>
              {commandLines(language, sent, MOST_ITEMS)
                .map((line) => language.indent + line)
                .join('\n')}
            </code>
            <span class="note">
              {[
                ...(sent.outcome === 'pending' ? ['no answer yet'] : []),
                ...(overwrites > 0 ? [`overwrites ${overwrites}`] : []),
              ].join(', ')}
            </span>
            <button
              type="button"
              aria-label={`Copy ${sent.command}`}
              onClick={() => onCopy(commandLines(language, sent).join('\n'))}
            >
              Copy
            </button>
          </li>
        ))}
      </ol>
      <Frame lines={language.closing} />
    </div>
  );
}

function Frame({ lines }: { readonly lines: readonly string[] }): JSX.Element | null {
  return lines.length === 0 ? null : <pre class="frame">{lines.join('\n')}</pre>;
}
