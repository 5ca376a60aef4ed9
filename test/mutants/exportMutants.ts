import { mutantsOf } from './mutant.ts';

/** Executions that leave a memory, and come into another. */
export const exportMutants = [
  ...mutantsOf('memory/chain/exportFormat.ts', [
    { find: 'exportVersion = 1', replace: 'exportVersion = 2', why: 'files of today cannot be read any more' },
  ]),
  ...mutantsOf('memory/chain/exportHeaders.ts', [
    {
      find: 'z.strictObject({\n  executionId',
      replace: 'z.looseObject({\n  executionId',
      why: 'a record may pass for the beginning of an execution',
    },
  ]),
  ...mutantsOf('memory/chain/exportRecords.ts', [
    { find: '    count += 1;\n', replace: '', why: 'the last line counts nothing' },
    {
      find: String.raw`'\u2028'`,
      replace: String.raw`'\n'`,
      why: 'a line is cut in two by U+2028',
    },
    {
      find: String.raw`'\u2029'`,
      replace: String.raw`'\n'`,
      why: 'a line is cut in two by U+2029',
    },
    {
      find: 'const verified = verifyRecords(records)',
      replace: 'const verified = verifyRecords(records.slice(0, 1))',
      why: 'a broken chain is exported',
    },
  ]),
  ...mutantsOf('memory/chain/importRecords.ts', [
    {
      find: 'footer.data.executions === count',
      replace: 'footer.data.executions >= count',
      why: 'executions that were cut out are not missed',
    },
    {
      find: 'if (ended) return;',
      replace: 'if (ended || open === undefined) return;',
      why: 'a file that was cut off is taken for a whole one',
    },
    {
      find: String.raw`number === 1 ? text.replace(/^\uFEFF/, '') : text`,
      replace: 'text',
      why: 'a byte order mark makes a file unreadable',
    },
    { find: "    if (json.trim() === '') continue;\n", replace: '', why: 'an empty line makes a file unreadable' },
    {
      find: 'header.data.version !== exportVersion',
      replace: 'header.data.version < exportVersion',
      why: 'a newer format is misread',
    },
    {
      find: 'verifyRecords(records, anchor)',
      replace: 'verifyRecords(records)',
      why: 'a chain made anew does not show',
    },
    { find: 'lines[verification.seq] ??', replace: 'lines[verification.seq + 1] ??', why: 'the wrong line is blamed' },
    {
      find: '} else if (ended) {',
      replace: '} else if (ended && open !== undefined) {',
      why: 'what stands below the end is imported',
    },
    {
      find: 'if (value.executionId !== executionId) {',
      replace: "if (value.executionId === '') {",
      why: "another execution's record is not named as such",
    },
    {
      find: 'throw wrong(last + 1,',
      replace: 'throw wrong(last,',
      why: 'the missing end is looked for in the wrong line',
    },
    {
      find: 'records.length < open.anchor.length',
      replace: 'records.length <= open.anchor.length',
      why: 'an execution is never complete',
    },
  ]),
  ...mutantsOf('memory/chain/recordShape.ts', [
    { find: 'level: z.int().min(1)', replace: 'level: z.int()', why: 'a tier 0 is imported' },
    { find: 'parseStateName(name) !== undefined', replace: "name !== ''", why: 'states that are none are imported' },
    {
      find: 'const amount = z.number().min(0)',
      replace: 'const amount = z.number()',
      why: 'negative costs are imported',
    },
    { find: '!Number.isNaN(Date.parse(text))', replace: "text !== ''", why: 'times that are none are imported' },
    {
      find: 'fits(start, input) && fits(config, given)',
      replace: 'fits(start, input) || fits(config, given)',
      why: 'a beginning without a policy is imported',
    },
    {
      find: 'nullable ? shape.nullable() : shape',
      replace: 'shape.nullable()',
      why: 'a record without a state is imported',
    },
  ]),
  ...mutantsOf('memory/everyExecution.ts', [
    { find: 'cursor = page.nextCursor', replace: 'cursor = null', why: 'only the first thousand executions are found' },
  ]),
  ...mutantsOf('memory/archive.ts', [
    { find: 'verifyRecords(records, anchor)', replace: 'verifyRecords(records)', why: 'the anchor is ignored' },
    { find: 'await memory.rewrite(', replace: 'void memory.rewrite(', why: 'it says erased before it is' },
    {
      find: "'completed', 'failed', 'cancelled'];",
      replace: "'completed', 'failed'];",
      why: 'cancelled executions are kept for ever',
    },
    { find: '{ status: over, startedBefore', replace: '{ startedBefore', why: 'executions that run are deleted' },
    {
      find: 'deleted + (await memory.deleteMany(found.toReversed()))',
      replace: '(await memory.deleteMany(found)) && found.length',
      why: 'what another process deleted is counted too',
    },
    {
      find: 'if (time === undefined || Number.isNaN(time)) {',
      replace: 'if (time === undefined) {',
      why: 'what is no time ends in a RangeError',
    },
    {
      find: 'present.length === records.length && present',
      replace: 'present',
      why: 'the length is not compared',
      equivalent: 'The hash of the last record binds all before it, so records of another number have another.',
    },
    {
      find: ' && present.at(-1)?.seal?.hash === records.at(-1)?.seal?.hash',
      replace: '',
      why: 'other records of the same number are taken for the same',
    },
    {
      find: '? sealRecords(records) : records',
      replace: '? records : records',
      why: 'what was never sealed cannot be exported',
    },
    {
      find: 'if (await importExecution(memory, records)) imported += 1',
      replace: 'imported += Number((await importExecution(memory, records)) || 1)',
      why: 'what was there already counts as imported',
    },
  ]),
];
