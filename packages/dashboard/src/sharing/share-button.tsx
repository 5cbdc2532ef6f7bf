import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { copyText } from '../clipboard/copy-text.ts';
import { useDashboard } from '../dashboard-context.ts';
import { fetchViewLink, isForThisComputer, logOut, type ViewLink } from './view-link.ts';
import './sharing.css';

/** Opens a dialog with the link for people who may only look; and the way out of this browser. */
export function ShareButton(): JSX.Element {
  const { link } = useDashboard();
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        disabled={link.phase.value.kind !== 'ready' || link.access.value === 'view'}
        onClick={() => {
          open.value = true;
        }}
      >
        Share
      </button>
      {open.value ? (
        <ShareDialog
          onClose={() => {
            open.value = false;
          }}
        />
      ) : null}
    </>
  );
}

function ShareDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { notices } = useDashboard();
  const dialog = useRef<HTMLDialogElement>(null);
  const address = useRef<HTMLInputElement>(null);
  const view = useSignal<ViewLink | null>(null);
  const copied = useSignal('');
  useEffect(() => {
    dialog.current?.showModal();
    void fetchViewLink().then((answer) => {
      view.value = answer;
    });
  }, []);
  const copy = async (url: string): Promise<void> => {
    const done = await copyText(url);
    if (!done) address.current?.select();
    copied.value = done ? 'Copied.' : 'It is selected: press Ctrl+C (on a Mac ⌘C).';
  };
  const leave = async (): Promise<void> => {
    const problem = await logOut();
    if (problem === null) window.location.replace('/');
    else notices.error(problem);
  };
  return (
    <dialog ref={dialog} class="sharing" aria-labelledby="sharing-title" onClose={onClose}>
      <h2 id="sharing-title">A link to look only</h2>
      <p>Who opens it sees everything live, and the worker refuses every change from there.</p>
      {view.value !== null && 'url' in view.value ? (
        <Address url={view.value.url} input={address} copied={copied.value} onCopy={copy} />
      ) : (
        <p role="status">{view.value?.problem ?? 'Asking the worker for it.'}</p>
      )}
      <div class="answers">
        <button
          type="button"
          onClick={() => void leave()}
          title="The board and other clients are not touched."
        >
          Log this browser out
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}

interface AddressProps {
  readonly url: string;
  readonly input: { current: HTMLInputElement | null };
  readonly copied: string;
  readonly onCopy: (url: string) => Promise<void>;
}

function Address({ url, input, copied, onCopy }: AddressProps): JSX.Element {
  return (
    <>
      <p class="address">
        <input ref={input} readOnly value={url} aria-label="Link to look only" />
        <button type="button" onClick={() => void onCopy(url)}>
          Copy
        </button>
      </p>
      <p role="status">{copied}</p>
      {isForThisComputer(url) ? (
        <p>
          The worker listens for this computer only. Started with <code>--listen 0.0.0.0</code>, others reach
          it, too.
        </p>
      ) : null}
    </>
  );
}
