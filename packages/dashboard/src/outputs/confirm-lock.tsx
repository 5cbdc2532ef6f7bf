import { type JSX, render } from 'preact';
import './confirm-lock.css';

/**
 * Asks, in a dialog over the page, whether controllers may let go of what they hold. Nothing is asked where no names are
 * given.
 *
 * @param names - the controllers
 * @param also - a sentence on what else happens
 * @returns whether to go on; false also where the dialog is dismissed
 */
export async function askBeforeUnlocking(names: readonly string[], also = ''): Promise<boolean> {
  if (names.length === 0) return true;
  const dialog = document.createElement('dialog');
  dialog.className = 'confirm-lock';
  dialog.setAttribute('aria-labelledby', 'confirm-lock-title');
  render(<Question names={names} also={also} close={(answer) => dialog.close(answer)} />, dialog);
  document.body.append(dialog);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  dialog.addEventListener('close', () => resolve(dialog.returnValue === 'unlock'), { once: true });
  dialog.showModal();
  try {
    return await promise;
  } finally {
    render(null, dialog);
    dialog.remove();
  }
}

interface QuestionProps {
  readonly names: readonly string[];
  readonly also: string;
  readonly close: (answer: 'keep' | 'unlock') => void;
}

function Question({ names, also, close }: QuestionProps): JSX.Element {
  const one = names.length === 1;
  const list = new Intl.ListFormat('en').format(names);
  return (
    <>
      <h2 id="confirm-lock-title">{`${list} ${one ? 'holds a lock' : 'hold locks'}`}</h2>
      <p>
        {one ? 'Its output drives' : 'Their outputs drive'} the experiment now. Switched off,{' '}
        {one ? 'it falls to 0 V' : 'they fall to 0 V'} at once and what {one ? 'it holds' : 'they hold'}{' '}
        drifts away. Connecting again does not bring a lock back by itself: the controller runs on inside the
        board meanwhile, and its integrator may be at its limit.
      </p>
      {also === '' ? null : <p>{also}</p>}
      <div class="answers">
        <button type="button" onClick={() => close('keep')}>
          Keep the {one ? 'lock' : 'locks'}
        </button>
        <button type="button" class="danger" onClick={() => close('unlock')}>
          Switch off
        </button>
      </div>
    </>
  );
}
