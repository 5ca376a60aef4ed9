import type { Box, Point } from './chart.ts';
import { costQueue } from './costQueue.ts';

const steps = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
] as const;
const cost = { step: 1, bend: 6, cross: 4, share: 60, near: 2, shunned: 8 };

export interface Router {
  /** A way of level and upright segments between two boxes: not through what is blocked; apart from earlier ways, and outside what is shunned, if it can. */
  readonly connect: (from: Box, to: Box, shunned: readonly Box[]) => readonly Point[] | undefined;
}

/** Finds ways on a grid whose lines are `cell` apart. Boxes stand halfway between the lines. */
export function gridRouter(width: number, height: number, cell: number, blocked: readonly Box[]): Router {
  const columns = Math.ceil(width / cell) + 1;
  const lines = Math.ceil(height / cell) + 1;
  const closed = new Uint8Array(columns * lines);
  const near = new Uint8Array(columns * lines);
  /** Bit 0: a way runs level through the point; bit 1: upright. */
  const taken = new Uint8Array(columns * lines);
  const shunnedNow = new Uint8Array(columns * lines);
  for (const box of blocked) {
    for (const point of within(box, 0)) closed[point] = 1;
    for (const point of within(box, cell)) near[point] = 1;
  }

  function within({ x, y, width, height }: Box, margin: number): readonly number[] {
    const found: number[] = [];
    for (let line = Math.ceil((y - margin) / cell); line * cell <= y + height + margin; line += 1) {
      for (let column = Math.ceil((x - margin) / cell); column * cell <= x + width + margin; column += 1) {
        if (isInside(column, line)) found.push(line * columns + column);
      }
    }
    return found;
  }

  function isInside(column: number, line: number): boolean {
    return column >= 0 && line >= 0 && column < columns && line < lines;
  }

  /** The free points just outside a box, and the direction that leads away from it; corners keep clear. */
  function ports({ x, y, width, height }: Box): readonly { readonly point: number; readonly away: number }[] {
    const found: { readonly point: number; readonly away: number }[] = [];
    const add = (px: number, py: number, away: number) => {
      const [column, line] = [Math.round(px / cell), Math.round(py / cell)];
      if (isInside(column, line) && closed[line * columns + column] === 0)
        found.push({ point: line * columns + column, away });
    };
    for (let along = 1.5 * cell; along <= width - 1.5 * cell; along += cell) {
      add(x + along, y + height + cell / 2, 1);
      add(x + along, y - cell / 2, 3);
    }
    for (let along = 1.5 * cell; along <= height - 1.5 * cell; along += cell) {
      add(x + width + cell / 2, y + along, 0);
      add(x - cell / 2, y + along, 2);
    }
    return found;
  }

  function moveCost(point: number, direction: number, previous: number): number {
    const along = direction % 2 === 0 ? 1 : 2;
    const use = taken[point] ?? 0;
    const shared = (use & along) === 0 ? 0 : cost.share;
    const crossed = (use & (3 - along)) === 0 ? 0 : cost.cross;
    const bend = direction === previous ? 0 : cost.bend;
    const outside = shunnedNow[point] === 1 ? cost.shunned : near[point] === 1 ? cost.near : 0;
    return cost.step + shared + crossed + bend + outside;
  }

  function search(from: Box, to: Box): readonly number[] | undefined {
    const goals = new Set(ports(to).map(({ point, away }) => point * 4 + ((away + 2) % 4)));
    const middle = { x: (to.x + to.width / 2) / cell, y: (to.y + to.height / 2) / cell };
    const reach = (to.width + to.height) / 2 / cell;
    const left = (point: number) =>
      Math.max(0, Math.abs((point % columns) - middle.x) + Math.abs(Math.floor(point / columns) - middle.y) - reach);
    const best = new Float64Array(columns * lines * 4).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(columns * lines * 4).fill(-1);
    const queue = costQueue();
    const centre = { x: (from.x + from.width / 2) / cell, y: (from.y + from.height / 2) / cell };
    for (const { point, away } of ports(from)) {
      // The middle of a side looks better than its ends.
      const aside =
        away % 2 === 0 ? Math.abs(Math.floor(point / columns) - centre.y) : Math.abs((point % columns) - centre.x);
      const start = ((taken[point] ?? 0) === 0 ? 0 : cost.share) + aside / 4;
      best[point * 4 + away] = start;
      queue.push(point * 4 + away, start + left(point));
    }
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
      if (goals.has(state)) return trail(before, state);
      const [point, heading] = [Math.floor(state / 4), state % 4];
      const soFar = best[state] ?? 0;
      for (const [direction, step] of steps.entries()) {
        if (direction === (heading + 2) % 4) continue;
        const [column, line] = [(point % columns) + step.x, Math.floor(point / columns) + step.y];
        const next = line * columns + column;
        if (!isInside(column, line) || closed[next] === 1) continue;
        // A bend is paid at the point where it is made.
        const turn = direction === heading ? 0 : (taken[point] ?? 0) === 0 ? 0 : cost.share;
        const total = soFar + moveCost(next, direction, heading) + turn;
        const key = next * 4 + direction;
        if (total >= (best[key] ?? 0)) continue;
        best[key] = total;
        before[key] = state;
        queue.push(key, total + left(next));
      }
    }
    return undefined;
  }

  return {
    connect: (from, to, shunned) => {
      shunnedNow.fill(0);
      for (const box of shunned) for (const point of within(box, cell / 2)) shunnedNow[point] = 1;
      const states = search(from, to);
      if (states === undefined) return undefined;
      for (const state of states) {
        const point = Math.floor(state / 4);
        taken[point] = (taken[point] ?? 0) | (state % 2 === 0 ? 1 : 2);
      }
      const points = states.map((state) => ({
        x: (Math.floor(state / 4) % columns) * cell,
        y: Math.floor(Math.floor(state / 4) / columns) * cell,
      }));
      return corners(touching(points, states, cell / 2));
    },
  };
}

function trail(before: Int32Array, last: number): readonly number[] {
  const states: number[] = [];
  for (let state = last; state >= 0; state = before[state] ?? -1) states.push(state);
  return states.toReversed();
}

/** From border to border: the ways end half a cell before the boxes. */
function touching(points: readonly Point[], states: readonly number[], by: number): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)];
  const [out, into] = [steps[(states[0] ?? 0) % 4], steps[(states.at(-1) ?? 0) % 4]];
  if (first === undefined || last === undefined || out === undefined || into === undefined) return points;
  return [
    { x: first.x - out.x * by, y: first.y - out.y * by },
    ...points,
    { x: last.x + into.x * by, y: last.y + into.y * by },
  ];
}

/** Without the points in the middle of straight lines. */
function corners(points: readonly Point[]): readonly Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined || after === undefined) return true;
    return !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y));
  });
}
