import type { Box, Route } from './chart.ts';

/** About how wide a text stands at 12 px, on the generous side: layout is worked out where nothing can be measured. */
export function textWidth(text: string): number {
  return text.length * 7.2;
}

/** The text, cut with an ellipsis where it would be wider. */
export function fitted(text: string, width: number): string {
  const most = Math.max(1, Math.floor(width / 7.2));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** The place that a route's label takes. */
export function labelBox({ at, text, anchor }: NonNullable<Route['label']>): Box {
  const width = textWidth(text) * 0.9;
  const x = at.x - (anchor === 'start' ? 0 : anchor === 'middle' ? width / 2 : width);
  return { x, y: at.y - 10, width, height: 13 };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The boxes, without width or height, of a route's segments. */
export function segmentsOf({ points }: Pick<Route, 'points'>): readonly Box[] {
  return points.slice(1).flatMap((end, index) => {
    const start = points[index];
    if (start === undefined) return [];
    const [x, y] = [Math.min(start.x, end.x), Math.min(start.y, end.y)];
    return [{ x, y, width: Math.abs(end.x - start.x), height: Math.abs(end.y - start.y) }];
  });
}
