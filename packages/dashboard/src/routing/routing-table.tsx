import type { JSX } from 'preact';
import type { NodeWords } from './node-words.ts';
import type { NodeName, Routing } from './routing-model.ts';

/** The signal routing in words: for screen readers, and where the picture would be too small to read. */
export function RoutingTable({
  routing,
  words,
}: {
  readonly routing: Routing;
  readonly words: ReadonlyMap<NodeName, NodeWords>;
}): JSX.Element {
  return (
    <div class="routing-table">
      <table>
        <caption>Signal routing</caption>
        <thead>
          <tr>
            <th scope="col">part</th>
            <th scope="col">input</th>
            <th scope="col">output</th>
            <th scope="col">settings</th>
          </tr>
        </thead>
        <tbody>
          {routing.nodes.map(({ name, idle }) => {
            const said = words.get(name);
            const driven = routing.edges.filter(({ kind, to }) => kind === 'drives' && to === name);
            const sum = driven.map(({ from }) => from).join(' + ');
            const isOutput = name === 'out1' || name === 'out2';
            return said === undefined ? null : (
              <tr key={name} class={idle ? 'idle' : ''}>
                <th scope="row">{said.title}</th>
                <td>{isOutput ? `sum of ${sum || 'nothing'}` : said.reads}</td>
                <td>{said.drives}</td>
                <td>{said.summary}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
