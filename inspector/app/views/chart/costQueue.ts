export interface CostQueue {
  readonly push: (value: number, cost: number) => void;
  /** The value of the lowest cost. */
  readonly pop: () => number | undefined;
}

/** A binary heap of numbers, in two arrays side by side: it holds hundreds of thousands. */
export function costQueue(): CostQueue {
  const values: number[] = [];
  const costs: number[] = [];
  const costAt = (index: number) => costs[index] ?? Number.POSITIVE_INFINITY;
  const set = (index: number, value: number, cost: number) => {
    values[index] = value;
    costs[index] = cost;
  };

  return {
    push: (value, cost) => {
      let index = values.length;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (costAt(parent) <= cost) break;
        set(index, values[parent] ?? 0, costAt(parent));
        index = parent;
      }
      set(index, value, cost);
    },
    pop: () => {
      const top = values[0];
      const [value, cost] = [values.pop(), costs.pop()];
      if (value === undefined || cost === undefined || values.length === 0) return top;
      let index = 0;
      for (;;) {
        const child = 2 * index + (costAt(2 * index + 2) < costAt(2 * index + 1) ? 2 : 1);
        if (costAt(child) >= cost) break;
        set(index, values[child] ?? 0, costAt(child));
        index = child;
      }
      set(index, value, cost);
      return top;
    },
  };
}
