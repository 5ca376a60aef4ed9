/** A number as it is written, and what it counts. */
export interface Quantity {
  readonly written: string;
  /** In the base unit of its dimension, where it has one. */
  readonly value: number;
  /** `time`, `data`, `currency $` and the like; absent for a bare number. */
  readonly dimension?: string;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** The unit by its names: its dimension, and how many base units it is. */
const units: ReadonlyMap<string, readonly [dimension: string, factor: number]> = new Map(
  [
    ['time', 0.001, 'ms millisecond milliseconds'],
    ['time', 1, 'sec secs second seconds'],
    ['time', minute, 'min mins minute minutes'],
    ['time', hour, 'h hr hrs hour hours'],
    ['time', day, 'day days'],
    ['time', 7 * day, 'week weeks'],
    ['time', 30 * day, 'month months'],
    ['time', 360 * day, 'year years'],
    ['data', 1e-6, 'byte bytes'],
    ['data', 1e-3, 'kb kib'],
    ['data', 1, 'mb mib megabyte megabytes'],
    ['data', 1e3, 'gb gib gigabyte gigabytes'],
    ['data', 1e6, 'tb tib terabyte terabytes'],
    ['weight', 1, 'g gram grams'],
    ['weight', 1000, 'kg kilo kilos kilogram kilograms'],
    ['weight', 454, 'lb lbs'],
    ['length', 0.001, 'mm'],
    ['length', 0.01, 'cm'],
    ['length', 1, 'm metre metres meter meters'],
    ['length', 1000, 'km kilometre kilometres kilometer kilometers'],
    ['length', 0.0254, 'inch inches'],
    ['length', 0.3048, 'ft foot feet'],
    ['length', 1609, 'mile miles'],
    ['volume', 1, 'l litre litres liter liters'],
    ['volume', 0.001, 'ml'],
    ['volume', 3.785, 'gallon gallons'],
    ['volume', 0.568, 'pint pints'],
    ['weight', 28.35, 'oz ounce ounces'],
    ['weight', 1e6, 'tonne tonnes ton tons'],
    ['length', 0.9144, 'yard yards'],
    ['percent', 1, '% percent'],
    ['temperature C', 1, 'celsius'],
    ['temperature F', 1, 'fahrenheit'],
    ['currency $', 1, '$ usd dollar dollars'],
    ['currency €', 1, '€ eur euro euros'],
    ['currency £', 1, '£ gbp'],
    ['power', 1, 'w watt watts'],
    ['power', 1000, 'kw'],
  ].flatMap(([dimension, factor, names]) =>
    String(names)
      .split(' ')
      .map((name) => [name, [String(dimension), Number(factor)] as const] as const),
  ),
);

const numberWords: ReadonlyMap<string, number> = new Map(
  Object.entries({
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    fifteen: 15,
    twenty: 20,
    thirty: 30,
    forty: 40,
    fifty: 50,
    sixty: 60,
    ninety: 90,
    hundred: 100,
    thousand: 1000,
    twice: 2,
    thrice: 3,
    double: 2,
    doubled: 2,
    duplicate: 2,
    triple: 3,
  }),
);

/** The quantities among the tokens of a text, and the tokens that are part of one. */
export function quantitiesOf(tokens: readonly string[]): readonly Quantity[] {
  const found: Quantity[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token === 'once' && tokens[index - 1] !== 'at') found.push({ written: '1', value: 1 });
    const attached = /^(-?\d+(?:[.,]\d+)*)(\p{L}+)$/u.exec(token);
    const written = attached?.[1] ?? (/^-?\d+(?:[.,]\d+)*$/.test(token) ? token : numberWords.get(token)?.toString());
    // How long something has been so is no part of the question.
    if (written === undefined || tokens[index + 1] === 'ago' || tokens[index + 2] === 'ago') continue;
    const [before, after] = [tokens[index - 1] ?? '', attached?.[2] ?? tokens[index + 1] ?? ''];
    const clock = after === 'am' ? 0 : after === 'pm' ? 12 : undefined;
    const unit = units.get(after) ?? (/^[$€£]$/.test(before) ? units.get(before) : undefined);
    const number = Number(written.replace(',', '.'));
    if (attached !== null && unit === undefined && clock === undefined) continue;
    if (clock !== undefined) found.push({ written, value: (number % 12) + clock, dimension: 'time of day' });
    else if (unit === undefined) found.push({ written, value: number });
    else found.push({ written, value: number * unit[1], dimension: unit[0] });
  }
  return found;
}

/** A quantity of each list that the other lacks, where they count the same; `undefined` where one has all of the other's. */
export function differingQuantities(
  one: readonly Quantity[],
  other: readonly Quantity[],
): readonly [Quantity, Quantity] | undefined {
  const onlyOne = one.filter((quantity) => !other.some((counterpart) => isSame(quantity, counterpart)));
  const onlyOther = other.filter((quantity) => !one.some((counterpart) => isSame(quantity, counterpart)));
  for (const quantity of onlyOne) {
    const counterpart = onlyOther.find((candidate) => isComparable(quantity, candidate));
    if (counterpart !== undefined) return [quantity, counterpart];
  }
  return undefined;
}

export function hasQuantity(quantities: readonly Quantity[], wanted: Quantity): boolean {
  return quantities.some((quantity) => isSame(quantity, wanted));
}

export function shownQuantity({ written, dimension }: Quantity): string {
  return dimension === undefined ? written : `${written} (${dimension})`;
}

function isComparable(one: Quantity, other: Quantity): boolean {
  if (one.dimension === undefined || other.dimension === undefined) return true;
  // Dollars and euros are both money, and no amount of one is an amount of the other.
  return one.dimension.split(' ')[0] === other.dimension.split(' ')[0];
}

function isSame(one: Quantity, other: Quantity): boolean {
  if (one.dimension !== undefined && other.dimension !== undefined) {
    return one.dimension === other.dimension && Math.abs(one.value - other.value) <= 1e-9 * Math.abs(one.value);
  }
  if (one.dimension !== undefined || other.dimension !== undefined) return one.written === other.written;
  return (
    one.value === other.value || isVersionOf(one.written, other.written) || isVersionOf(other.written, one.written)
  );
}

/** 3.12 is a version of 3, and 3.1 is none. */
function isVersionOf(written: string, general: string): boolean {
  return written.startsWith(`${general}.`);
}
