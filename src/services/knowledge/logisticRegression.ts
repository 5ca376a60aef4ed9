/** A logistic model of two features: `logit = intercept + first * x1 + second * x2`. */
export interface LogisticModel {
  readonly intercept: number;
  readonly first: number;
  readonly second: number;
}

export interface LogisticPoint {
  readonly first: number;
  readonly second: number;
  readonly positive: boolean;
}

type Triple = readonly [number, number, number];

const penalty = 1;
const maxSteps = 100;
const tolerance = 1e-9;

/**
 * Logistic regression with an L2 penalty on the slopes of the standardised features, by Newton's method, which is
 * iteratively reweighted least squares (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed.,
 * section 4.4.1; the penalty as in le Cessie and van Houwelingen, Ridge Estimators in Logistic Regression, 1992).
 * The penalty keeps the fit finite where the classes can be separated.
 *
 * `undefined` where there is nothing to fit: one class only, a feature that never varies, or no convergence.
 */
export function fitLogistic(points: readonly LogisticPoint[]): LogisticModel | undefined {
  const positives = points.filter(({ positive }) => positive).length;
  if (positives === 0 || positives === points.length) return undefined;
  const first = spreadOf(points.map((point) => point.first));
  const second = spreadOf(points.map((point) => point.second));
  if (!(first.deviation > 0 && second.deviation > 0)) return undefined;
  const rows = points.map(({ first: x, second: y, positive }) => ({
    x: [1, (x - first.mean) / first.deviation, (y - second.mean) / second.deviation] as const,
    target: positive ? 1 : 0,
  }));

  let weights: Triple = [Math.log(positives / (points.length - positives)), 0, 0];
  let loss = lossOf(rows, weights);
  for (let step = 0; step < maxSteps; step += 1) {
    const direction = newtonStep(rows, weights);
    if (direction === undefined) return undefined;
    let scale = 1;
    let next = moved(weights, direction, scale);
    let nextLoss = lossOf(rows, next);
    while (nextLoss > loss && scale > 1e-6) {
      scale /= 2;
      next = moved(weights, direction, scale);
      nextLoss = lossOf(rows, next);
    }
    const done = Math.abs(loss - nextLoss) <= tolerance * (1 + Math.abs(loss));
    if (nextLoss <= loss) [weights, loss] = [next, nextLoss];
    if (done) return unscaled(weights, first, second);
  }
  return undefined;
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

interface Row {
  readonly x: Triple;
  readonly target: number;
}

/** 0 to 1, without overflow. */
export function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance);
  return { mean, deviation: deviation > 1e-9 ? deviation : 0 };
}

function logitOf([a, b, c]: Triple, [x0, x1, x2]: Triple): number {
  return a * x0 + b * x1 + c * x2;
}

function lossOf(rows: readonly Row[], weights: Triple): number {
  let sum = (penalty / 2) * (weights[1] ** 2 + weights[2] ** 2);
  for (const { x, target } of rows) {
    const logit = logitOf(weights, x);
    sum += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - target * logit;
  }
  return sum;
}

function newtonStep(rows: readonly Row[], weights: Triple): Triple | undefined {
  let [g0, g1, g2] = [0, -penalty * weights[1], -penalty * weights[2]];
  let [h00, h01, h02, h11, h12, h22] = [0, 0, 0, penalty, 0, penalty];
  for (const { x, target } of rows) {
    const probability = logistic(logitOf(weights, x));
    const error = target - probability;
    const weight = probability * (1 - probability);
    const [, x1, x2] = x;
    g0 += error;
    g1 += error * x1;
    g2 += error * x2;
    h00 += weight;
    h01 += weight * x1;
    h02 += weight * x2;
    h11 += weight * x1 * x1;
    h12 += weight * x1 * x2;
    h22 += weight * x2 * x2;
  }
  // Cramer's rule on the symmetric 3 x 3 system.
  const [c00, c01, c02] = [h11 * h22 - h12 * h12, h02 * h12 - h01 * h22, h01 * h12 - h02 * h11];
  const determinant = h00 * c00 + h01 * c01 + h02 * c02;
  if (!(Math.abs(determinant) > 1e-12)) return undefined;
  const [c11, c12, c22] = [h00 * h22 - h02 * h02, h01 * h02 - h00 * h12, h00 * h11 - h01 * h01];
  return [
    (c00 * g0 + c01 * g1 + c02 * g2) / determinant,
    (c01 * g0 + c11 * g1 + c12 * g2) / determinant,
    (c02 * g0 + c12 * g1 + c22 * g2) / determinant,
  ];
}

function moved(from: Triple, direction: Triple, scale: number): Triple {
  return [from[0] + scale * direction[0], from[1] + scale * direction[1], from[2] + scale * direction[2]];
}

function unscaled([intercept, a, b]: Triple, first: Spread, second: Spread): LogisticModel {
  const [x, y] = [a / first.deviation, b / second.deviation];
  return { intercept: intercept - x * first.mean - y * second.mean, first: x, second: y };
}
