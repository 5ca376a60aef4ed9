import { stopWords } from '../text/stopWords.ts';
import { isWord } from '../text/tokens.ts';
import { sameWordsOf } from './sameWords.ts';

/** A number, and what it counts. */
export interface Quantity {
  /** The number in digits. */
  readonly written: string;
  /** The number and its unit, in the words of the text. */
  readonly shown: string;
  /** In the base unit of its dimension, where it has one. */
  readonly value: number;
  /** `time`, `data`, `currency $`, `place` (first, second) and the like; absent for a bare number. */
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
    ['weight', 1e-6, 'µg μg mcg'],
    ['weight', 0.001, 'mg milligram milligrams'],
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
    ['volume', 0.001, 'ml millilitre millilitres milliliter milliliters'],
    ['volume', 0.01, 'cl'],
    ['volume', 0.1, 'dl'],
    ['volume', 3.785, 'gallon gallons'],
    ['volume', 0.568, 'pint pints'],
    ['weight', 28.35, 'oz ounce ounces'],
    ['weight', 1e6, 'tonne tonnes ton tons'],
    ['length', 0.9144, 'yard yards'],
    ['percent', 1, '% percent'],
    ['temperature C', 1, 'c celsius'],
    ['temperature F', 1, 'f fahrenheit'],
    ['currency $', 1, '$ usd dollar dollars'],
    ['currency €', 1, '€ eur euro euros'],
    ['currency £', 1, '£ gbp'],
    ['power W', 1, 'w watt watts'],
    ['power W', 1000, 'kw'],
    ['power W', 1e6, 'mw'],
    ['power Wh', 1, 'wh'],
    ['power Wh', 1000, 'kwh'],
    ['power Wh', 1e6, 'mwh'],
    ['frequency', 1, 'hz'],
    ['frequency', 1e3, 'khz'],
    ['frequency', 1e6, 'mhz'],
    ['frequency', 1e9, 'ghz'],
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

const places: ReadonlyMap<string, number> = new Map(
  'first second third fourth fifth sixth'.split(' ').map((word, index) => [word, index + 1]),
);

/** A time of day: "5 pm", "17:30". */
const clock = /(?<![\p{L}\p{N}.:])(\d{1,2})(?::([0-5]\d))?(?: ?([ap])\.?m(?!\p{L})\.?)?(?![\p{L}\p{N}:])/giu;

/** The quantities of a text. */
export function quantitiesOf(text: string): readonly Quantity[] {
  const found: Quantity[] = [];
  const rest = text.replaceAll(clock, (shown, hours: string, minutes?: string, half?: string) => {
    if (minutes === undefined && half === undefined) return shown;
    const time = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
    const value = time + Number(minutes ?? 0) / 60;
    found.push({ written: shown.trim(), shown: shown.trim(), value, dimension: 'time of day' });
    return ' ';
  });
  const tokens = sameWordsOf(rest);
  for (const [index, token] of tokens.entries()) {
    const [before, next] = [tokens[index - 1] ?? '', tokens[index + 1] ?? ''];
    if (token === 'once' && before !== 'at') found.push({ written: '1', shown: token, value: 1 });
    const counted = countedBy(tokens, index);
    if (counted !== undefined) found.push(counted);
    const attached = /^(-?\d+(?:[.,]\d+)*)(\p{L}+)$/u.exec(token);
    const digits = /^-?\d+(?:[.,]\d+)*$/.test(token) ? token : numberWords.get(token)?.toString();
    const written = (attached?.[1] ?? digits)?.replaceAll(',', '.');
    // How long something has been so is no part of the question.
    if (written === undefined || next === 'ago' || tokens[index + 2] === 'ago') continue;
    const named = attached?.[2] ?? (/^degrees?$/.test(next) ? (tokens[index + 2] ?? '') : next);
    const behind = units.get(named);
    const unit = behind ?? (/^[$€£]$/.test(before) ? units.get(before) : undefined);
    const number = Number(written);
    if (attached !== null && unit === undefined) continue;
    if (unit === undefined) found.push({ written, shown: token, value: number });
    else {
      const shown = attached !== null ? token : behind === undefined ? `${before}${token}` : `${token} ${named}`;
      found.push({ written, shown, value: number * unit[1], dimension: unit[0] });
    }
  }
  return found;
}

/** "The second device" and "one user", not "a second" and "no one". */
function countedBy(tokens: readonly string[], index: number): Quantity | undefined {
  const [token, before, next] = [tokens[index] ?? '', tokens[index - 1] ?? '', tokens[index + 1] ?? ''];
  const isFollowed = isWord(next) && !stopWords.has(next);
  const place = places.get(token) ?? Number(/^(\d+)(?:st|nd|rd|th)$/.exec(token)?.[1] ?? Number.NaN);
  if (isFollowed && next !== 'hand' && place > 0 && !/^(?:an?|one|per|each|every|at|\d.*)$/.test(before))
    return { written: `${place}`, shown: token, value: place, dimension: 'place' };
  if (token !== 'one' || !isFollowed || /^(?:way|time|day|drive|another)$/.test(next)) return undefined;
  if (/^(?:the|this|that|which|no|any|every|each|other|another|new|old)$/.test(before)) return undefined;
  return { written: '1', shown: token, value: 1, dimension: 'count' };
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

function isComparable(one: Quantity, other: Quantity): boolean {
  const dimensions = [one.dimension, other.dimension];
  if (dimensions.includes('count'))
    return dimensions.every((dimension) => dimension === undefined || dimension === 'count');
  if (one.dimension === undefined || other.dimension === undefined) return !dimensions.includes('place');
  // Dollars and euros are both money, and no amount of one is an amount of the other.
  return one.dimension.split(' ')[0] === other.dimension.split(' ')[0];
}

function isSame(one: Quantity, other: Quantity): boolean {
  if (one.dimension === other.dimension && one.dimension !== undefined) {
    return isNear(one.value, other.value) || (one.dimension === 'data' && isInOtherKilos(one.value, other.value));
  }
  const bare = [one, other].every(({ dimension }) => dimension === undefined || dimension === 'count');
  if (!bare && one.dimension !== undefined && other.dimension !== undefined) return false;
  if (one.written === other.written) return true;
  if (isVersionOf(one.written, other.written) || isVersionOf(other.written, one.written)) return true;
  // 3.10 is another version than 3.1, and 05 the same number as 5.
  return bare && one.value === other.value && ![one, other].some(({ written }) => written.includes('.'));
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.abs(one);
}

/** A gigabyte has 1,000 megabytes to some, and 1,024 to others. */
function isInOtherKilos(one: number, other: number): boolean {
  return [1.024, 1.024 ** 2, 1.024 ** 3].some((kilos) => isNear(one * kilos, other) || isNear(other * kilos, one));
}

/** 3.12 is a version of 3, and 3.1 is none. */
function isVersionOf(written: string, general: string): boolean {
  return written.startsWith(`${general}.`);
}
