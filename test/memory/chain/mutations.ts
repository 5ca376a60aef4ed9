export interface Mutation {
  readonly what: string;
  readonly value: unknown;
}

/** Every value one small change away: each leaf changed, each key removed, a key added to each object, each list changed. */
export function* mutationsOf(value: unknown, path = ''): Generator<Mutation, void, void> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield { what: `${path}[${index}] removed`, value: value.toSpliced(index, 1) };
      for (const { what, value: changed } of mutationsOf(item, `${path}[${index}]`)) {
        yield { what, value: value.with(index, changed) };
      }
    }
    yield { what: `${path} longer`, value: [...value, null] };
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _, ...rest }: Record<string, unknown> = { ...value };
      yield { what: `${path}.${key} removed`, value: rest };
      yield { what: `${path}.${key} renamed`, value: { ...rest, [`${key}_`]: item } };
      for (const { what, value: changed } of mutationsOf(item, `${path}.${key}`)) {
        yield { what, value: { ...value, [key]: changed } };
      }
    }
    yield { what: `${path}.added`, value: { ...value, added: 1 } };
    for (const key of ['__proto__', 'salts', 'erased', 'task', 'reason', 'event.input.task']) {
      if (Object.hasOwn(value, key)) continue;
      for (const content of ['"x"', '{}', '[]', 'null']) {
        const added: object = JSON.parse(`{${JSON.stringify(key)}:${content}}`);
        yield { what: `${path}.${key} added as ${content}`, value: withOwn(value, added) };
      }
    }
  }
  for (const other of othersThan(value)) yield { what: `${path} is ${JSON.stringify(other)}`, value: other };
}

function othersThan(value: unknown): readonly unknown[] {
  const kinds = [null, true, 0, '', '[erased]', ['[erased]'], { erased: true }, [], {}, { commitment: 'a'.repeat(64) }];
  const near =
    typeof value === 'string'
      ? [
          `${value} `,
          value.slice(0, -1),
          changedAt(value, 0),
          changedAt(value, value.length - 1),
          value.toUpperCase(),
          sameBytes(value),
        ]
      : typeof value === 'number'
        ? [value + 1, -value, value + Number.EPSILON, String(value)]
        : typeof value === 'boolean'
          ? [!value, String(value)]
          : [];
  const same = JSON.stringify(value);
  return [...near, ...kinds].filter((other) => JSON.stringify(other) !== same);
}

function changedAt(text: string, index: number): string {
  return text.slice(0, Math.max(0, index)) + (text[index] === 'B' ? 'C' : 'B') + text.slice(index + 1);
}

/** A salt written in another way: the character before `==` has four bits that no byte of the salt needs. */
function sameBytes(text: string): string {
  const at = Math.max(0, text.length - 3);
  return text.slice(0, at) + String.fromCodePoint((text.codePointAt(at) ?? 0) + 1) + text.slice(at + 1);
}

/** Also `__proto__` as a key of its own, which assignment would take for the prototype. */
function withOwn(value: object, added: object): unknown {
  return JSON.parse(
    `${JSON.stringify(value).slice(0, -1)}${Object.keys(value).length > 0 ? ',' : ''}${JSON.stringify(added).slice(1)}`,
  );
}
