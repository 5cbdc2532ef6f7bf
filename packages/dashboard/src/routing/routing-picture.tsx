import type { JSX } from 'preact';
import { isSaturated, type OutputReading, steadyVolts } from '../outputs/output-drive.ts';
import { junctionsOf } from './junctions.ts';
import type { NodeWords } from './node-words.ts';
import { type Box, layoutOf, type Wire } from './routing-layout.ts';
import type { NodeName, Routing, RoutingEdge, RoutingNode } from './routing-model.ts';
import { wirePath } from './wire-path.ts';
import './routing-picture.css';

/** What the picture is drawn from. */
export interface RoutingPictureProps {
  readonly routing: Routing;
  readonly words: ReadonlyMap<NodeName, NodeWords>;
  readonly reading: OutputReading | null;
  /** The node that is pointed at; null if none is. */
  readonly chosen: NodeName | null;
  readonly choose: (name: NodeName | null) => void;
  /** Opens the panel of a module on the bench. */
  readonly open: (name: NodeName) => void;
}

/** The signal routing as a picture: columns from inputs over modules to outputs, and lines between them. */
export function RoutingPicture({
  routing,
  words,
  reading,
  chosen,
  choose,
  open,
}: RoutingPictureProps): JSX.Element {
  const { width, height, boxes, wires } = layoutOf(routing);
  const idle = new Set(routing.nodes.flatMap((node) => (node.idle ? [node.name] : [])));
  const touches = ({ edge }: Wire): boolean => edge.from === chosen || edge.to === chosen;
  const ordered = wires.toSorted((one, other) => Number(touches(one)) - Number(touches(other)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be drawn in.
    <svg
      role="group"
      aria-label="Picture of the signal routing"
      class={chosen === null ? 'routing-picture' : 'routing-picture choosing'}
      viewBox={`-4 -4 ${width + 8} ${height + 8}`}
    >
      <g class="wires">
        {ordered.map((wire) => (
          <WireLine
            key={`${wire.edge.kind} ${wire.edge.from} ${wire.edge.to}`}
            wire={wire}
            chosen={touches(wire)}
            idle={idle.has(wire.edge.to)}
          />
        ))}
        {junctionsOf(wires).map(({ x, y }) => (
          <circle key={`${x} ${y}`} class="junction" cx={x} cy={y} r={3} />
        ))}
      </g>
      {routing.nodes.map((node) => {
        const box = boxes.get(node.name);
        const said = words.get(node.name);
        if (box === undefined || said === undefined) return null;
        return (
          <NodeFrame
            key={node.name}
            name={node.name}
            chosen={node.name === chosen}
            choose={choose}
            open={open}
          >
            <NodeBox node={node} box={box} words={said} volts={levelOf(node.name, reading)} />
          </NodeFrame>
        );
      })}
    </svg>
  );
}

function levelOf(name: NodeName, reading: OutputReading | null): number | null {
  if (reading === null) return null;
  if (name === 'out1') return reading[0];
  return name === 'out2' ? reading[1] : null;
}

interface NodeFrameProps extends Pick<RoutingPictureProps, 'choose' | 'open'> {
  readonly name: NodeName;
  readonly chosen: boolean;
  readonly children: JSX.Element;
}

/** Makes a box a link to its panel on the bench; pointed at, it shows its lines. */
function NodeFrame({ name, chosen, choose, open, children }: NodeFrameProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/useValidAnchor: it leads to the bench; the handler only scrolls there.
    <a
      class={chosen ? 'node chosen' : 'node'}
      href="#bench"
      onClick={() => open(name)}
      onPointerEnter={() => choose(name)}
      onPointerLeave={() => choose(null)}
      onFocus={() => choose(name)}
      onBlur={() => choose(null)}
    >
      {children}
    </a>
  );
}

interface WireLineProps {
  readonly wire: Wire;
  readonly chosen: boolean;
  /** Whether nothing comes of what it carries. */
  readonly idle: boolean;
}

function WireLine({ wire, chosen, idle }: WireLineProps): JSX.Element {
  const { edge, points } = wire;
  const end = points.at(-1) ?? { x: 0, y: 0 };
  return (
    <g class={`routing-wire ${kindOf(edge)}${idle ? ' faint' : ''}${chosen ? ' chosen' : ''}`}>
      <path d={wirePath(points)} />
      <polygon points={`${end.x},${end.y} ${end.x - 9},${end.y - 5} ${end.x - 9},${end.y + 5}`} />
    </g>
  );
}

function kindOf({ kind, from }: RoutingEdge): string {
  if (kind === 'drives') return 'drives';
  if (from === 'out1' || from === 'out2') return 'feedback';
  return from === 'in1' || from === 'in2' ? `from-${from}` : 'from-module';
}

interface NodeBoxProps {
  readonly node: RoutingNode;
  readonly box: Box;
  readonly words: NodeWords;
  /** Present value, of an output. */
  readonly volts: number | null;
}

function NodeBox({ node, box, words, volts }: NodeBoxProps): JSX.Element {
  const { x, y, width, height } = box;
  const second = node.rank === 'input' ? words.summary : volts === null ? words.reads : steadyVolts(volts);
  const saturated = volts !== null && isSaturated(volts);
  return (
    <g class={`at-${node.rank}${node.idle ? ' idle' : ''}${saturated ? ' saturated' : ''}`}>
      <rect x={x} y={y} width={width} height={height} rx={6} />
      <text class="title" x={x + 14} y={y + 20}>
        {words.title}
      </text>
      {saturated ? (
        <text class="clipped" x={x + width - 10} y={y + 39} text-anchor="end">
          ▲ saturated
        </text>
      ) : null}
      {node.rank === 'module' ? (
        <text class="quiet" x={x + width - 14} y={y + 20} text-anchor="end">
          {words.summary}
        </text>
      ) : null}
      <text class={volts === null ? 'quiet' : 'value'} x={x + 14} y={y + 39}>
        {second}
      </text>
      <text class={node.direct === 'off' ? 'quiet' : ''} x={x + width - 14} y={y + 39} text-anchor="end">
        {words.drives}
      </text>
    </g>
  );
}
