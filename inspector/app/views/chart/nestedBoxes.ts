import type { Box, ChartNode, Point } from './chart.ts';
import { layersOf, type Link } from './layering.ts';
import { textWidth } from './text.ts';
import type { StateGraph } from './readDefinition.ts';

/** Boxes stand between the lines of the router's grid, so that no line runs along a border. */
export const cell = 10;
export const headerHeight = 30;
const padding = { side: 30, top: headerHeight + 30, bottom: 30 };
const gap = { row: 60, column: 50, region: 30, rank: 110 };
/** The room that a pane offers: the direction that shows the chart larger there is taken. */
const pane = { width: 900, height: 520 };
const leafHeight = 40;

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Block extends Size {
  /** The boxes of a state's inside, from its upper left corner. */
  readonly inside: ReadonlyMap<string, Box>;
}

/** Every state's box: children in layers inside their parent, the outermost layers as rows or as columns. */
export function nestedBoxes({ nodes, edges }: StateGraph): Block {
  const childrenOf = Map.groupBy(nodes, ({ parent }) => parent);
  const parentOf = new Map(nodes.map(({ id, parent }) => [id, parent] as const));
  const links = Map.groupBy(
    edges.flatMap(({ from, to }) => linkOf(parentOf, from, to) ?? []),
    ({ parent }) => parent,
  );

  const layered = (parent: string | null) => {
    const children = initialFirst(childrenOf.get(parent) ?? []);
    const blocks = new Map(children.map((child) => [child.id, sized(child)] as const));
    return { blocks, rows: layersOf([...blocks.keys()], links.get(parent) ?? []) };
  };
  const sized = (node: ChartNode): Block => {
    if ((childrenOf.get(node.id) ?? []).length > 0) {
      const { rows, blocks } = layered(node.id);
      const block = stacked(rows, blocks, padding);
      return { ...block, width: Math.max(block.width, snapped(textWidth(node.label) + 60)) };
    }
    return { width: Math.max(90, snapped(textWidth(node.label) + 36)), height: leafHeight, inside: new Map() };
  };
  const { rows, blocks } = layered(null);
  // Many edges need lanes beside the states.
  const lanes = Math.min(12, Math.floor(edges.length / 8)) * cell;
  const around = { side: 30 + lanes, top: 30 + lanes, bottom: 20 + lanes };
  const upright = stacked(rows, blocks, around);
  const level = abreast(rows, blocks, around);
  return scaleOf(level) > scaleOf(upright) ? level : upright;
}

function scaleOf({ width, height }: Size): number {
  return Math.min(1, pane.width / width, pane.height / height);
}

/** Layers as columns: the same as rows, turned over. */
function abreast(rows: readonly (readonly string[])[], blocks: ReadonlyMap<string, Block>, pad: typeof padding): Block {
  const sizes = rows.map((row) => {
    const sizes = row.flatMap((id) => blocks.get(id) ?? []);
    const height = sizes.reduce((sum, block) => sum + block.height + gap.column, -gap.column);
    return { width: Math.max(0, ...sizes.map(({ width }) => width)), height };
  });
  const inner = Math.max(0, ...sizes.map(({ height }) => height));
  const inside = new Map<string, Box>();
  let x = pad.side;
  for (const [index, row] of rows.entries()) {
    const size = sizes[index] ?? { width: 0, height: 0 };
    let y = pad.top + Math.floor((inner - size.height) / 2 / cell) * cell;
    for (const id of row) {
      const block = blocks.get(id);
      if (block === undefined) continue;
      place(inside, id, block, { x, y });
      y += block.height + gap.column;
    }
    x += size.width + gap.rank;
  }
  return { inside, width: Math.max(pad.side, x - gap.rank) + pad.side, height: inner + pad.top + pad.bottom };
}

function place(inside: Map<string, Box>, id: string, block: Block, { x, y }: Point): void {
  inside.set(id, { x, y, width: block.width, height: block.height });
  for (const [child, box] of block.inside) inside.set(child, { ...box, x: box.x + x, y: box.y + y });
}

function stacked(rows: readonly (readonly string[])[], blocks: ReadonlyMap<string, Block>, pad: typeof padding): Block {
  const between = rows.length === 1 ? gap.region : gap.column;
  const sizes = rows.map((row) => rowSize(row, blocks, between));
  const inner = Math.max(0, ...sizes.map(({ width }) => width));
  const inside = new Map<string, Box>();
  let y = pad.top;
  for (const [index, row] of rows.entries()) {
    const size = sizes[index] ?? { width: 0, height: 0 };
    let x = pad.side + Math.floor((inner - size.width) / 2 / cell) * cell;
    for (const id of row) {
      const block = blocks.get(id);
      if (block === undefined) continue;
      place(inside, id, block, { x, y });
      x += block.width + between;
    }
    y += size.height + gap.row;
  }
  return { inside, width: inner + 2 * pad.side, height: Math.max(pad.top, y - gap.row) + pad.bottom };
}

function rowSize(row: readonly string[], blocks: ReadonlyMap<string, Block>, between: number): Size {
  const sizes = row.flatMap((id) => blocks.get(id) ?? []);
  const width = sizes.reduce((sum, block) => sum + block.width + between, -between);
  return { width, height: Math.max(0, ...sizes.map(({ height }) => height)) };
}

/** The two states, of one parent, that a transition moves between when looked at from outside. */
function linkOf(
  parentOf: ReadonlyMap<string, string | null>,
  from: string,
  to: string,
): (Link & { readonly parent: string | null }) | undefined {
  const [sources, targets] = [lineage(parentOf, from), lineage(parentOf, to)];
  const depth = sources.findIndex((id, index) => id !== targets[index]);
  const [source, target] = [sources[depth], targets[depth]];
  if (source === undefined || target === undefined) return undefined;
  return { from: source, to: target, parent: parentOf.get(source) ?? null };
}

/** A state and those around it, outermost first. */
export function lineage(parentOf: ReadonlyMap<string, string | null>, id: string): readonly string[] {
  const parent = parentOf.get(id);
  return parent === undefined ? [] : parent === null ? [id] : [...lineage(parentOf, parent), id];
}

function initialFirst(nodes: readonly ChartNode[]): readonly ChartNode[] {
  return nodes.toSorted((a, b) => Number(b.initial) - Number(a.initial));
}

function snapped(length: number): number {
  return Math.ceil(length / (2 * cell)) * 2 * cell;
}
