/** The part of `jstat` that is used here; it comes without types. */
declare module 'jstat' {
  const jStat: {
    readonly beta: {
      /** The quantile of the beta distribution; NaN where `alpha` or `beta` is 0. */
      inv(probability: number, alpha: number, beta: number): number;
    };
  };
  export default jStat;
}
