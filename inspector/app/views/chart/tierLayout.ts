import { isFinal, parseStateName, stateName, tierKey, type FinalState } from '../../../../src/machines/stateName.ts';
import { edgeKey, type Box, type ChartEdge, type Layout, type Point, type Route } from './chart.ts';

const node = { width: 92, height: 44 };
const tier = { width: 264, gap: 32, top: 10, header: 58, bottom: 16 };
const rowGap = 50;
const final = { width: 96, height: 34, gap: 56 };
const margin = { left: 34, right: 12, bottom: 10 };
/** Where things stand in a tier, from its left edge. */
const at = { states: 34, escalating: 160, capLane: 16, bend: 234 };
const rows = [
  ['evaluating', 0],
  ['executing', 1],
  ['capped', 2],
] as const;
/** Per final state: the ways out of a tier, in lanes side by side, and the rail below the tiers that they join. */
const exits = {
  done: { lane: 168, port: 38, bottomPort: 58, drop: 34, rail: 16, mark: 20 },
  failed: { lane: 188, port: 28, bottomPort: 70, drop: 24, rail: 28, mark: 48 },
  cancelled: { lane: 208, port: 18, bottomPort: 82, drop: 10, rail: 40, mark: 20 },
} as const;

const statesTop = tier.top + tier.header;
const tierHeight = tier.header + 3 * node.height + 2 * rowGap + tier.bottom;
const tierBottom = tier.top + tierHeight;
const finalsTop = tierBottom + exits.cancelled.rail + 22;
const finalsWidth = 3 * final.width + 2 * final.gap;

/**
 * A grid: a column for every tier, the final states in a row below, in the middle or below one of the tiers. Routes are
 * worked out, not searched.
 */
export function tierLayout(levels: readonly number[], edges: readonly ChartEdge[], focus?: number): Layout {
  const tiersWidth = levels.length * (tier.width + tier.gap) - tier.gap;
  const width = margin.left + Math.max(tiersWidth, finalsWidth) + margin.right;
  const boxes = boxesOf(levels, width, tiersWidth, focus);
  const route = (from: string | null, to: string) => routeOf(boxes, levels, from, to);
  const start = { from: null, to: stateName(levels[0] ?? 1, 'evaluating') };
  return {
    width,
    height: finalsTop + final.height + margin.bottom,
    boxes,
    routes: new Map(
      [start, ...edges].flatMap((edge) => {
        const found = edge.from === edge.to ? undefined : route(edge.from, edge.to);
        return found === undefined ? [] : [[edgeKey(edge), found] as const];
      }),
    ),
    route,
  };
}

function boxesOf(
  levels: readonly number[],
  width: number,
  tiersWidth: number,
  focus?: number,
): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  const inner = width - margin.left - margin.right;
  const firstTier = margin.left + (inner - tiersWidth) / 2;
  for (const [index, level] of levels.entries()) {
    const x = firstTier + index * (tier.width + tier.gap);
    boxes.set(tierKey(level), { x, y: tier.top, width: tier.width, height: tierHeight });
    for (const [phase, row] of rows) {
      boxes.set(stateName(level, phase), { ...node, x: x + at.states, y: statesTop + row * (node.height + rowGap) });
    }
    boxes.set(stateName(level, 'escalating'), { ...node, x: x + at.escalating, y: statesTop });
  }
  const focused = focus === undefined ? undefined : boxes.get(tierKey(focus));
  const middle = focused === undefined ? margin.left + inner / 2 : centre(focused).x;
  const room = margin.left + inner - finalsWidth;
  const firstFinal = Math.min(room, Math.max(margin.left, middle - finalsWidth / 2));
  for (const [index, id] of Object.keys(exits).entries()) {
    const x = firstFinal + index * (final.width + final.gap);
    boxes.set(id, { x, y: finalsTop, width: final.width, height: final.height });
  }
  return boxes;
}

function routeOf(
  boxes: ReadonlyMap<string, Box>,
  levels: readonly number[],
  from: string | null,
  to: string,
): Route | undefined {
  const target = boxes.get(to);
  if (target === undefined) return undefined;
  if (from === null) return entry(target);
  const source = boxes.get(from);
  if (source === undefined) return undefined;
  if (from === to) return loopAt(source);
  const here = parseStateName(from);
  const column = here === undefined || 'final' in here ? undefined : boxes.get(tierKey(here.level));
  if (here === undefined || 'final' in here || column === undefined) return undefined;
  const { level, phase } = here;
  if (isFinal(to)) return exit(column, source, target, to, phase === 'evaluating');
  const there = parseStateName(to);
  if (there === undefined || 'final' in there) return undefined;
  if (level === there.level) return within(column, source, target, `${phase} ${there.phase}`);
  return levels.indexOf(there.level) - levels.indexOf(level) === 1 ? climb(source, target) : jump(source, target);
}

function entry(target: Box): Route {
  const y = centre(target).y;
  const x = target.x - at.states;
  return line(
    [
      { x: x - 22, y },
      { x: target.x, y },
    ],
    { x: x - 13, y },
  );
}

/** A small loop on the top edge, for a move that stays. */
export function loopAt({ x, y }: Box): Route {
  const [left, right, top] = [x + 4, x + 24, y - 15];
  const points = [
    { x: left, y },
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y },
  ];
  return line(points, { x: (left + right) / 2, y: top });
}

function within(column: Box, source: Box, target: Box, move: string): Route | undefined {
  const [from, to] = [centre(source), centre(target)];
  const right = source.x + source.width;
  switch (move) {
    case 'evaluating executing': {
      const mark = { x: from.x, y: (source.y + source.height + target.y) / 2 };
      const label = { at: { x: from.x - 24, y: source.y + source.height + 17 }, text: 'yes', anchor: 'end' } as const;
      return {
        ...line(
          [
            { x: from.x, y: source.y + source.height },
            { x: from.x, y: target.y },
          ],
          mark,
        ),
        label,
      };
    }
    case 'evaluating escalating': {
      const mark = { x: (right + target.x) / 2, y: from.y };
      const label = { at: { x: mark.x, y: from.y - 18 }, text: 'no', anchor: 'middle' } as const;
      return {
        ...line(
          [
            { x: right, y: from.y },
            { x: target.x, y: from.y },
          ],
          mark,
        ),
        label,
      };
    }
    case 'evaluating capped': {
      const x = column.x + at.capLane;
      const start = { x: source.x, y: source.y + 34 };
      const points = [start, { x, y: start.y }, { x, y: to.y }, { x: target.x, y: to.y }];
      const label = { at: { x: x + 7, y: target.y - 28 }, text: 'no, at the cap', anchor: 'start' } as const;
      return { ...line(points, { x, y: (start.y + to.y) / 2 }), label };
    }
    case 'executing escalating': {
      const start = { x: right, y: source.y + 8 };
      const x = column.x + at.bend;
      const end = { x, y: target.y + target.height };
      const label = { at: { x: right + 2, y: source.y + 4 }, text: 'unsure', anchor: 'start' } as const;
      return { ...line([start, { x, y: start.y }, end], { x, y: (start.y + end.y) / 2 }), label };
    }
    default:
      return undefined;
  }
}

/** To the next tier: straight on. */
function climb(source: Box, target: Box): Route {
  const y = centre(source).y;
  const [start, end] = [source.x + source.width, target.x];
  return line(
    [
      { x: start, y },
      { x: end, y },
    ],
    { x: start + 24, y },
  );
}

/** Over tiers: above their states, below their names. */
function jump(source: Box, target: Box): Route {
  const { y } = centre(source);
  const over = source.y - 10;
  const [start, end] = [source.x + source.width, target.x];
  const [up, down] = [start + 24, end - 52];
  const points = [
    { x: start, y },
    { x: up, y },
    { x: up, y: over },
    { x: down, y: over },
    { x: down, y },
    { x: end, y },
  ];
  return line(points, { x: up, y: over });
}

function exit(column: Box, source: Box, target: Box, to: FinalState, early: boolean): Route {
  const { lane, port, bottomPort, drop, rail, mark } = exits[to];
  const x = column.x + lane;
  const railY = tierBottom + rail;
  const end = centre(target).x;
  const down = [
    { x, y: railY },
    { x: end, y: railY },
    { x: end, y: target.y },
  ];
  const weight = early || to !== 'done' ? 'minor' : 'exit';
  if (early) {
    const start = { x: source.x + bottomPort, y: source.y + source.height };
    const y = start.y + drop;
    const points = [start, { x: start.x, y }, { x, y }, ...down];
    return { ...line(points, { x: source.x + source.width + mark - 6, y }), weight };
  }
  const start = { x: source.x + source.width, y: source.y + port };
  return { ...line([start, { x, y: start.y }, ...down], { x: start.x + mark, y: start.y }), weight };
}

function line(points: readonly Point[], mark: Point): Route {
  return { points, mark, weight: 'main' };
}

function centre({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
