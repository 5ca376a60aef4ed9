import type { Box, Chart, Route } from '../../../../../inspector/app/views/chart/chart.ts';
import { overlaps, segmentsOf } from '../../../../../inspector/app/views/chart/text.ts';

/** The boxes that no line may cross: those of the states without states inside. */
export function leafBoxes({ nodes, layout }: Chart): readonly (readonly [string, Box])[] {
  const parents = new Set(nodes.map(({ parent }) => parent));
  return [...(layout?.boxes ?? [])].filter(([id]) => !parents.has(id));
}

export function overlappingBoxes(chart: Chart): readonly string[] {
  const boxes = leafBoxes(chart);
  return boxes.flatMap(([id, box], index) =>
    boxes.slice(index + 1).flatMap(([other, otherBox]) => (overlaps(box, otherBox) ? [`${id} ${other}`] : [])),
  );
}

/** Which routes run through which states. They may touch borders. */
export function crossedBoxes(chart: Chart, routes: Iterable<readonly [string, Route]>): readonly string[] {
  const boxes = leafBoxes(chart);
  return [...routes].flatMap(([key, route]) =>
    segmentsOf(route).flatMap((segment) =>
      boxes.flatMap(([id, box]) => (overlaps(segment, box) ? [`${key} through ${id}`] : [])),
    ),
  );
}

export function isOrthogonal({ points }: Route): boolean {
  return segmentsOf({ points }).every(({ width, height }) => width === 0 || height === 0);
}
