/** Lets the operations on one execution take effect in the order they were made, and those on others run at once. */
export interface ExecutionQueue {
  /** Runs `work` after all that was asked for this execution before. */
  run<T>(executionId: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing that was asked for until now is left to do. */
  idle(): Promise<void>;
}

export function executionQueue(): ExecutionQueue {
  const tails = new Map<string, Promise<void>>();
  return {
    run(executionId, work) {
      const before = tails.get(executionId);
      const result = before === undefined ? work() : before.then(work);
      const forget = () => {
        if (tails.get(executionId) === tail) tails.delete(executionId);
      };
      const tail = result.then(forget, forget);
      tails.set(executionId, tail);
      return result;
    },
    async idle() {
      await Promise.all(tails.values());
    },
  };
}
