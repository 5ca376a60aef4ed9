import type { WayTone } from '../../../../src/words/wayTone.ts';
import type { Point, Route } from './chart.ts';

/** A line through the points, with rounded corners. */
export function roundedPath(points: readonly Point[], radius = 7): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const reach = Math.min(radius, length(before, point) / 2, length(point, after) / 2);
      const [start, end] = [towards(point, before, reach), towards(point, after, reach)];
      return `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
    })
    .join('');
}

/** The head of an arrow at the end of the line. */
export function arrowHead({ points }: Route, size: number): string {
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (tip === undefined || before === undefined) return '';
  const back = towards(tip, before, size);
  const [dx, dy] = [((tip.y - back.y) / size) * size * 0.55, ((back.x - tip.x) / size) * size * 0.55];
  return `M${tip.x} ${tip.y}L${back.x + dx} ${back.y + dy}L${back.x - dx} ${back.y - dy}Z`;
}

/** The outline of a mark round its middle: a shape of its own for every tone, so that colour is never alone. */
export function markShape(tone: WayTone, halfWidth: number): string {
  const [w, h] = [halfWidth, 9];
  switch (tone) {
    case 'escalate':
      return `M${-w} 0L${-w + 6} ${-h - 1}H${w - 6}L${w} 0L${w - 6} ${h + 1}H${-w + 6}Z`;
    case 'capped':
      return `M${-w + 1} ${-h}H${w - 1}V${h}H${-w + 1}Z`;
    case 'failed':
      return `M${-w} -4L${-w + 5} ${-h}H${w - 5}L${w} -4V4L${w - 5} ${h}H${-w + 5}L${-w} 4Z`;
    case 'execute':
    case 'neutral':
      return `M${-w + h} ${-h}H${w - h}A${h} ${h} 0 0 1 ${w - h} ${h}H${-w + h}A${h} ${h} 0 0 1 ${-w + h} ${-h}Z`;
  }
}

function length(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, by: number): Point {
  const all = length(from, to);
  return all === 0 ? from : { x: from.x + ((to.x - from.x) / all) * by, y: from.y + ((to.y - from.y) / all) * by };
}
