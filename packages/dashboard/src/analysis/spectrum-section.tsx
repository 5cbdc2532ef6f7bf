import type { ComponentType, JSX } from 'preact';
import { useState } from 'preact/hooks';

/** The spectrum of the traces; what it takes is loaded when it is opened. */
export function SpectrumSection(): JSX.Element {
  const [open, setOpen] = useState(false);
  const [View, setView] = useState<ComponentType | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = async (): Promise<void> => {
    setProblem(null);
    try {
      const { SpectrumView } = await import('./spectrum-view.tsx');
      setView(() => SpectrumView);
    } catch (error) {
      setProblem(
        `The spectrum could not be loaded (${error instanceof Error ? error.message : String(error)}). ` +
          'Close and open it to try again.',
      );
    }
  };
  return (
    <details
      class="spectrum"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
        if (currentTarget.open && View === null) void load();
      }}
    >
      <summary>Spectrum</summary>
      {problem === null ? null : <p class="note">{problem}</p>}
      {open && View !== null ? <View /> : null}
      {open && View === null && problem === null ? <p class="note">Loading…</p> : null}
    </details>
  );
}
