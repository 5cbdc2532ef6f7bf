import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Shows a text that the browser does not let the page copy, selected, so that the user can. */
export function CopyByHand({
  text,
  onClose,
}: {
  readonly text: string;
  readonly onClose: () => void;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    area.current?.select();
  }, []);
  return (
    <dialog ref={dialog} class="copy-by-hand" aria-labelledby="copy-by-hand-heading" onClose={onClose}>
      <h3 id="copy-by-hand-heading">Copy it by hand</h3>
      <p>
        The browser lets a page copy only if it comes from this computer or by https. The text is selected:
        press Ctrl+C (on a Mac ⌘C).
      </p>
      <textarea ref={area} aria-label="Code" readOnly spellcheck={false} value={text} rows={16} />
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
