/** A point or a size in the chart's own units, which are CSS pixels at scale 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export type NodeType = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

/** A state. Its id is the path of keys, as in a state value: `tier1.evaluating`. The root is not a node. */
export interface ChartNode {
  readonly id: string;
  readonly label: string;
  /** The id of the state around it; `null` at the top. */
  readonly parent: string | null;
  readonly type: NodeType;
  /** 0 at the top. */
  readonly depth: number;
  readonly initial: boolean;
  /** `meta` of a tier of ours. */
  readonly tier?: { readonly level: number; readonly name: string; readonly agentId: string };
}

export interface Trigger {
  readonly event: string;
  readonly guards: readonly string[];
}

/** All transitions from one state to another. A transition that stays has `from` equal to `to`. */
export interface ChartEdge {
  /** The id of a state; the empty text is the root: from anywhere. */
  readonly from: string;
  readonly to: string;
  readonly triggers: readonly Trigger[];
}

/** How an edge runs, in segments that are level or upright. */
export interface Route {
  readonly points: readonly Point[];
  /** The middle of a number or a count on the line. */
  readonly mark: Point;
  /** A few words beside or on the line; `end` of the anchor is at `at`. */
  readonly label?: { readonly at: Point; readonly text: string; readonly anchor: 'start' | 'middle' | 'end' };
  /** `exit`: joins others of the same target in a lane; `minor`: so too, and rarely taken, so drawn lightly. */
  readonly weight: 'main' | 'exit' | 'minor';
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By the id of the state. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** The edges of the machine that are always drawn, by their key. */
  readonly routes: ReadonlyMap<string, Route>;
  /** How a move runs that is not among `routes`: one that stays, or that the definition does not tell. */
  readonly route: (from: string | null, to: string) => Route | undefined;
}

export interface Chart {
  readonly kind: 'tiers' | 'nested' | 'outline';
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
  /** `undefined` for an outline. */
  readonly layout: Layout | undefined;
  /** For charts that are wider than any pane: the same with the final states below the tier of this level. */
  readonly layoutAt?: (level: number | undefined) => Layout;
}

export function edgeKey({ from, to }: { readonly from: string | null; readonly to: string }): string {
  return `${from ?? ''}->${to}`;
}
