/** Turns texts into vectors whose directions are near where their meanings are near. */
export interface Embedder {
  /** Names the model: vectors of embedders with the same id are comparable, and are cached under it. */
  readonly id: string;
  /** The length of every vector. */
  readonly dimensions: number;
  /** False for a text whose vector would say nothing of its meaning, as in a script unknown to the model. Default: it reads all. */
  reads?(text: string): boolean;
  /** One vector for each text, in order. May be called again while a call is under way. */
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
}
