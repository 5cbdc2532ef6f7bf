import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { whoText } from '../board/who-text.ts';
import { useDashboard } from '../dashboard-context.ts';
import { durationText } from '../quantities/duration-text.ts';
import { cancelSentence, deadlineText, phaseText, type RunningCommand, timeLeft } from './activity-text.ts';
import type { WorkerStatus } from './worker-status.ts';

/** Modules that are named one by one; of more, how many they are. */
const NAMED_MODULES = 3;

/** Every command that is queued or runs, each with a button that cancels it. */
export function RunningTable({ status }: { readonly status: WorkerStatus }): JSX.Element {
  const { running, running_left_out: leftOut } = status;
  return (
    <section class="panel" aria-labelledby="activity-running">
      <h2 id="activity-running">Commands</h2>
      {running.length === 0 ? (
        <p class="nothing">No command runs or is queued.</p>
      ) : (
        <table class="value">
          <thead>
            <tr>
              <th scope="col" class="number wide">
                No.
              </th>
              <th scope="col">command</th>
              <th scope="col" class="wide">
                modules
              </th>
              <th scope="col">state</th>
              <th scope="col" class="number wide">
                for
              </th>
              <th scope="col">deadline</th>
              <th scope="col">
                <span class="visually-hidden">cancel</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {running.map((command) => (
              <RunningRow key={command.number} command={command} />
            ))}
          </tbody>
        </table>
      )}
      {leftOut === 0 ? null : <p class="nothing">and {leftOut} more commands that are not listed</p>}
    </section>
  );
}

function RunningRow({ command }: { readonly command: RunningCommand }): JSX.Element {
  const { number, modules, session, client, phase, for_s, deadline_s } = command;
  return (
    <tr class={phase}>
      <td class="number wide">{number}</td>
      <th scope="row">
        {command.command}
        <span class="beneath">by {whoText(session, client)}</span>
      </th>
      <td class="wide">
        {modules.length > NAMED_MODULES ? `${modules.length} modules` : modules.join(', ')}
      </td>
      <td>{phaseText(command)}</td>
      <td class="number wide">{durationText(for_s)}</td>
      <td class="until">
        <Deadline command={command} /> <span class="number">{deadlineText(deadline_s)}</span>
      </td>
      <td class="number">
        <CancelButton command={command} />
      </td>
    </tr>
  );
}

/** A bar that runs down until the command's timeout ends. */
export function Deadline({ command }: { readonly command: RunningCommand }): JSX.Element {
  return (
    <progress
      class={timeLeft(command) < 0.2 ? 'deadline short' : 'deadline'}
      value={timeLeft(command)}
      aria-label={`Time left for ${command.command}`}
    />
  );
}

function CancelButton({ command }: { readonly command: RunningCommand }): JSX.Element {
  const { link, notices } = useDashboard();
  const pending = useSignal(false);
  const { number } = command;
  const cancel = async (): Promise<void> => {
    pending.value = true;
    const result = await link.steer('cancel', { number });
    pending.value = false;
    if (result !== undefined) notices.done(cancelSentence(command, result));
  };
  const mayCancel = link.phase.value.kind === 'ready' && link.access.value === 'operate';
  return (
    <button
      type="button"
      disabled={!mayCancel || pending.value}
      onClick={() => void cancel()}
      aria-label={`Cancel ${command.command}, number ${number}`}
    >
      {pending.value ? 'Cancelling…' : 'Cancel'}
    </button>
  );
}
