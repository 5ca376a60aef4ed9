import { edgeKey, type Box, type ChartEdge, type Layout, type Point, type Route } from './chart.ts';
import { cell, headerHeight, lineage, nestedBoxes } from './nestedBoxes.ts';
import type { StateGraph } from './readDefinition.ts';
import { gridRouter } from './router.ts';
import { fitted, labelBox, overlaps, segmentsOf, textWidth } from './text.ts';
import { loopAt } from './tierLayout.ts';
import { fromAnywhere, triggerWords } from './triggerWords.ts';

const maxLabelWidth = 150;

/** States in layers, nested ones as boxes, edges round the states in between. */
export function nestedLayout(graph: StateGraph): Layout {
  const { inside, width, height } = nestedBoxes(graph);
  const boxes = new Map([...inside].map(([id, box]) => [id, { ...box, x: box.x + cell / 2, y: box.y + cell / 2 }]));
  const parents = new Set(graph.nodes.map(({ parent }) => parent));
  const words = fromAnywhere(graph.edges);
  const heading = words === '' ? [] : [{ x: 0, y: 0, width: textWidth(words) + 12, height: 2 * cell + 1 }];
  const states = graph.nodes.flatMap(({ id, label, initial }) => {
    const box = boxes.get(id);
    if (box === undefined) return [];
    const body = parents.has(id) ? { ...box, width: textWidth(label) + 24, height: headerHeight } : box;
    // The arrow into an initial state comes from the left.
    return initial ? [body, { x: box.x - 16, y: box.y + 10, width: 16, height: 10 }] : [body];
  });
  const blocked = [...heading, ...states];
  const router = gridRouter(width + 2 * cell, height + 2 * cell, cell, blocked);

  const parentOf = new Map(graph.nodes.map(({ id, parent }) => [id, parent] as const));
  const strangers = (from: string, to: string) => {
    const family = new Set([...lineage(parentOf, from), ...lineage(parentOf, to)]);
    return [...boxes].flatMap(([id, box]) => (parents.has(id) && !family.has(id) ? [box] : []));
  };
  const found = new Map<string, Route>();
  const route = (from: string | null, to: string): Route | undefined => {
    const known = found.get(edgeKey({ from, to }));
    if (known !== undefined) return known;
    const target = boxes.get(to);
    if (target === undefined) return undefined;
    const source = from === null ? undefined : boxes.get(from);
    const way =
      source === undefined || from === to ? undefined : router.connect(source, target, strangers(from ?? '', to));
    const made = way === undefined ? (source === undefined ? undefined : loopAt(target)) : routeAlong(way);
    if (made !== undefined) found.set(edgeKey({ from, to }), made);
    return made;
  };

  const drawn = graph.edges.filter(({ from, to }) => from !== '' && from !== to);
  const byLength = drawn.toSorted((a, b) => distance(boxes, a) - distance(boxes, b));
  const plain = new Map(
    byLength.flatMap((edge) => {
      const way = route(edge.from, edge.to);
      return way === undefined ? [] : [[edgeKey(edge), way] as const];
    }),
  );
  const borders = [...boxes].flatMap(([id, box]) => (parents.has(id) ? sidesOf(box) : []));
  const routes = withLabels(drawn, plain, blocked, borders);
  for (const [key, labelled] of routes) found.set(key, labelled);
  return { width: width + 2 * cell, height: height + 2 * cell, boxes, routes, route };
}

function routeAlong(points: readonly Point[]): Route {
  const segments = segmentsOf({ points });
  const longest = segments.toSorted((a, b) => b.width + b.height - (a.width + a.height))[0];
  // Past the middle: the words come before it.
  const isForward = points.some((point, index) => {
    const after = points[index + 1];
    return (
      after !== undefined &&
      longest !== undefined &&
      point.x === longest.x &&
      point.y === longest.y &&
      after.x - point.x + (after.y - point.y) === longest.width + longest.height
    );
  });
  const part = isForward ? 0.7 : 0.3;
  const mark = {
    x: (longest?.x ?? 0) + (longest?.width ?? 0) * part,
    y: (longest?.y ?? 0) + (longest?.height ?? 0) * part,
  };
  return { points, mark, weight: 'main' };
}

/** Short ways first: they have the least choice. */
function distance(boxes: ReadonlyMap<string, Box>, { from, to }: ChartEdge): number {
  const [a, b] = [boxes.get(from), boxes.get(to)];
  if (a === undefined || b === undefined) return 0;
  return Math.abs(a.x + a.width / 2 - b.x - b.width / 2) + Math.abs(a.y + a.height / 2 - b.y - b.height / 2);
}

/** Puts what triggers an edge beside it, where nothing else stands; on its line where there is no such place. */
function withLabels(
  edges: readonly ChartEdge[],
  routes: ReadonlyMap<string, Route>,
  blocked: readonly Box[],
  borders: readonly Box[],
): ReadonlyMap<string, Route> {
  const lines = [...borders, ...[...routes.values()].flatMap(segmentsOf)];
  const marks = [...routes.values()].map(({ mark }) => ({ x: mark.x - 10, y: mark.y - 10, width: 20, height: 20 }));
  const placed: Box[] = [...blocked, ...marks];
  const labelled = new Map<string, Route>();
  for (const edge of edges) {
    const route = routes.get(edgeKey(edge));
    if (route === undefined) continue;
    const text = fitted(triggerWords(edge.triggers), maxLabelWidth);
    const choices = text === '' ? [] : placesFor(route, text);
    const free = choices.find((label) => {
      const box = labelBox(label);
      return !placed.some((other) => overlaps(box, other)) && !lines.some((line) => overlaps(box, line));
    });
    const label = free ?? choices.find((choice) => !placed.some((other) => overlaps(labelBox(choice), other)));
    if (label !== undefined) placed.push(labelBox(label));
    labelled.set(edgeKey(edge), { ...route, ...(label !== undefined && { label }) });
  }
  return labelled;
}

function sidesOf({ x, y, width, height }: Box): readonly Box[] {
  return segmentsOf({
    points: [
      { x, y },
      { x: x + width, y },
      { x: x + width, y: y + height },
      { x, y: y + height },
      { x, y },
    ],
  });
}

function placesFor(route: Route, text: string): readonly NonNullable<Route['label']>[] {
  const segments = segmentsOf(route).toSorted((a, b) => b.width + b.height - (a.width + a.height));
  return segments.flatMap(({ x, y, width, height }): readonly NonNullable<Route['label']>[] => {
    if (height === 0) {
      return [0.5, 0.25, 0.75].flatMap((part) => [
        { at: { x: x + width * part, y: y - 5 }, text, anchor: 'middle' as const },
        { at: { x: x + width * part, y: y + 14 }, text, anchor: 'middle' as const },
        { at: { x: x + width * part, y: y - 14 }, text, anchor: 'middle' as const },
      ]);
    }
    return [0.5, 0.3, 0.2, 0.7, 0.85].flatMap((part) => [
      { at: { x: x + 6, y: y + height * part + 4 }, text, anchor: 'start' as const },
      { at: { x: x - 6, y: y + height * part + 4 }, text, anchor: 'end' as const },
    ]);
  });
}
