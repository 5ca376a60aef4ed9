import { z } from 'zod';

import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { fieldsOfRecord, type FieldType } from '../../machines/recordFields.ts';
import { parseStateName } from '../../machines/stateName.ts';
import { isExecutionId } from '../recordBatch.ts';

const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'expected a time in ISO 8601');
const amount = z.number().min(0);

const shapes: { readonly [Type in Exclude<FieldType, 'object'>]: z.ZodType } = {
  executionId: z.string().refine(isExecutionId, 'cannot be an execution id'),
  seq: z.int().min(0),
  time,
  state: z.string().refine((name) => parseStateName(name) !== undefined, 'expected the name of a state'),
  level: z.int().min(1),
  text: z.string(),
  texts: z.array(z.string()),
  number: z.number(),
  amount,
  flag: z.boolean(),
  usage: z.looseObject({ inputTokens: amount, outputTokens: amount }),
  model: z.looseObject({ asked: z.string() }),
  plain: z.json(),
};

/** The fields below `owner`; fields of their own are checked as objects. */
function shapeBelow(owner: readonly string[], special: Readonly<Record<string, z.ZodType>> = {}): z.ZodType {
  const own = fieldsOfRecord.filter(
    ({ keys }) => keys.length === owner.length + 1 && owner.every((key, index) => key === keys[index]),
  );
  return z.looseObject(
    Object.fromEntries(
      own.map(({ path, keys, type, optional, nullable }) => {
        const shape = special[path] ?? (type === 'object' ? shapeBelow(keys) : shapes[type]);
        const orNull = nullable ? shape.nullable() : shape;
        return [keys.at(-1) ?? '', optional ? orNull.exactOptional() : orNull];
      }),
    ),
  );
}

const start = shapeBelow(['event', 'input']);
const config = z.looseObject({
  tiers: z.array(z.looseObject({ level: shapes.level, agentId: z.string() })),
  policy: z.looseObject({}),
});

/** What a service returned or threw is checked by the fold, which takes anything. */
const event = z
  .looseObject({ type: z.string() })
  .refine(({ type, input, config: given }) => type !== 'xstate.init' || (fits(start, input) && fits(config, given)), {
    message: 'the first event needs an input with a task, and a config with tiers and a policy',
  });

/** What stores, histories and analytics rely on. Whether the events make sense is for the fold to say. */
const record = shapeBelow([], { event, seal: z.looseObject({ previousHash: z.string(), hash: z.string() }) });

export function isTransitionRecord(value: unknown): value is TransitionRecord {
  return record.safeParse(value).success;
}

/** Why a value is not a record, one phrase each, the first three: `to: expected a string`. */
export function recordIssues(value: unknown): readonly string[] {
  return phrases(record.safeParse(value).error).slice(0, 3);
}

export function phrases(error: z.ZodError | undefined): readonly string[] {
  return error?.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)) ?? [];
}

function fits(shape: z.ZodType, value: unknown): boolean {
  return shape.safeParse(value).success;
}
