import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { snapshotOf } from '../board/board-snapshot.ts';
import { useDashboard } from '../dashboard-context.ts';
import { OUTPUT_NAMES } from '../outputs/output-drive.ts';
import { type NodeWords, wordsOf } from './node-words.ts';
import { showPanel } from './open-panel.ts';
import { outputSum } from './output-sum.ts';
import { OutputSumCard } from './output-sum-card.tsx';
import { type NodeName, routingOf } from './routing-model.ts';
import { RoutingPicture } from './routing-picture.tsx';
import { RoutingTable } from './routing-table.tsx';
import './routing.css';

const LEGEND = [
  { kind: 'from-in1', text: 'IN1' },
  { kind: 'from-in2', text: 'IN2' },
  { kind: 'from-module', text: 'signal of a module' },
  { kind: 'feedback', text: 'an output, read back' },
  { kind: 'drives', text: 'adds to an output' },
];

/** Which module reads what, and what sums into the outputs. */
export function RoutingPanel(): JSX.Element {
  const { link, board, levels } = useDashboard();
  const chosen = useSignal<NodeName | null>(null);
  const snapshot = snapshotOf(board);
  const routing = routingOf(snapshot);
  const ranges = link.greeting.value?.board.input_range ?? null;
  const words = new Map(routing.nodes.map((node) => [node.name, wordsOf(node, snapshot, ranges)]));
  const reading = levels.reading.value;
  return (
    <section class="panel routing-panel" aria-labelledby="routing-title">
      <div class="routing-signals">
        <h2 id="routing-title">Signal routing</h2>
        {snapshot.hk?.digital_loop === true ? (
          <p class="loop">The digital loop is on: inside the board, IN1 is OUT1 and IN2 is OUT2.</p>
        ) : null}
        <RoutingPicture
          routing={routing}
          words={words}
          reading={reading}
          chosen={chosen.value}
          choose={(name) => {
            chosen.value = name;
          }}
          open={(name) => showPanel(name, document)}
        />
        <ul class="routing-legend" aria-label="Lines of the picture">
          {LEGEND.map(({ kind, text }) => (
            <li key={kind}>
              <svg viewBox="0 0 36 10" aria-hidden="true">
                <g class={`routing-wire ${kind}`}>
                  <path d="M 0 5 H 28" />
                  <polygon points="36,5 27,0 27,10" />
                </g>
              </svg>
              {text}
            </li>
          ))}
          <li>A dot joins lines; without one they only cross.</li>
        </ul>
        <RoutingTable routing={routing} words={words} />
      </div>
      <div class="routing-sums">
        <h2>What each output can reach</h2>
        {OUTPUT_NAMES.map((output, index) => (
          <OutputSumCard key={output} sum={outputSum(snapshot, output)} volts={reading?.[index] ?? null} />
        ))}
        <NodeFacts words={chosen.value === null ? undefined : words.get(chosen.value)} />
      </div>
    </section>
  );
}

function NodeFacts({ words }: { readonly words: NodeWords | undefined }): JSX.Element {
  return (
    <section class="node-facts" aria-label="Settings of the chosen part">
      {words === undefined ? (
        <p class="quiet">Point at a part of the picture to see its lines and its settings.</p>
      ) : (
        <>
          <h3>{words.title}</h3>
          <p class="quiet">{[words.reads, words.drives].filter((part) => part !== '').join(', ')}</p>
          <dl>
            {words.facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd class="value">{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}
