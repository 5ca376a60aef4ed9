import { mutantsOf } from './mutant.ts';

/** What makes a change of a record show, and what takes personal data out of one. */
export const chainMutants = [
  ...mutantsOf('memory/chain/applyRedaction.ts', [
    {
      find: 'shaped.find((field) => shapeAt(plain, field) !== shapeAt(redacted, field))',
      replace: 'undefined',
      why: 'redact may put a number where a text was',
    },
    { find: 'list of ${value.length}', replace: 'list', why: 'redact may hide that an answer was changed' },
    { find: 'isOwn && isObject(value)', replace: 'false', why: 'redact may add to a decision' },
    {
      find: 'redact(structuredClone(plain))',
      replace: 'redact(plain)',
      why: 'a redact that changes its argument is compared with itself',
    },
    { find: 'return a === b;\n', replace: 'return true;\n', why: 'redact may remove what must stay' },
    { find: " && isObject(value['event'])", replace: '', why: 'redact may return half a record' },
  ]),
  ...mutantsOf('memory/chain/digest.ts', [
    { find: 'saltedSha256(salt, ', replace: 'sha256(', why: 'an erased text can be guessed from its hash' },
    {
      find: '{ commitment, kind: kindOf(valueAt(content, keys)) }',
      replace: '{ commitment }',
      why: 'an erased value may change its kind',
    },
    {
      find: '{ previousHash, record: committed }',
      replace: '{ record: committed }',
      why: 'a record is not linked to the one before',
    },
    { find: '{21}[AQgw]==', replace: '{22}==', why: 'one salt has several spellings' },
  ]),
  ...mutantsOf('memory/chain/erasable.ts', [
    { find: "  if (Array.isArray(value)) return 'list';\n", replace: '', why: 'a list is replaced by an object' },
  ]),
  ...mutantsOf('memory/chain/eraseFields.ts', [
    { find: '    if (!fields.includes(slot.field)) continue;\n', replace: '', why: 'everything is erased' },
    {
      find: '{ ...seal, salts, erased:',
      replace: '{ ...seal, erased:',
      why: 'the salt stays, and the text can be guessed',
    },
    { find: '{ ...seal.erased, [path]:', replace: '{ [path]:', why: 'the second erasure breaks the chain' },
    {
      find: 'if (unknown !== undefined) {',
      replace: 'if (unknown !== undefined && records.length === 0) {',
      why: 'a misspelt field erases nothing, in silence',
    },
  ]),
  ...mutantsOf('memory/chain/isIntact.ts', [
    {
      find: '    if (Object.keys(salts).length + Object.keys(erased).length !== values.length) return false;\n',
      replace: '',
      why: 'a salt may stand beside the commitment',
    },
    {
      find: 'canonicalJson(value) === canonicalJson(placeholderFor(value)) ? erased[path] : undefined',
      replace: 'erased[path]',
      why: 'any text may stand where one was erased',
    },
    {
      find: ' || Object.keys(seal).some((key) => !sealKeys.has(key))',
      replace: '',
      why: 'a seal may carry what it does not cover',
    },
    { find: ' && Object.keys(erased).length > 0', replace: '', why: 'one seal has two spellings' },
    {
      find: "typeof hash !== 'string' || !isTexts(salts)",
      replace: "typeof hash !== 'string' || !isObject(salts)",
      why: 'salts may be anything',
    },
  ]),
  ...mutantsOf('memory/chain/plainRecord.ts', [
    {
      find: String.raw`(escape === '\\\\' ? escape : '\uFFFD')`,
      replace: String.raw`'\uFFFD'`,
      why: 'backslashes are taken for broken characters',
    },
    { find: 'JSON.parse(wellFormed(json))', replace: 'JSON.parse(json)', why: 'half a character loses an execution' },
    {
      find: 'if (!isExecutionId(executionId))',
      replace: "if (executionId === '')",
      why: 'an id may change while it is stored',
    },
  ]),
  ...mutantsOf('memory/chain/pooledRandomBytes.ts', [
    { find: '    fillRandom(pool);\n', replace: '', why: 'salts are zeros' },
    {
      find: '    fillRandom(pool);\n',
      replace: '    if (used === pool.length) fillRandom(pool);\n',
      why: 'salts come a second time where they do not divide the pool',
    },
    {
      find: 'used + size > pool.length',
      replace: 'used === pool.length',
      why: 'salts are too short at the end of the pool',
    },
    {
      find: 'pool.slice(start, used)',
      replace: 'pool.subarray(start, used)',
      why: 'salts change after they were given out',
    },
  ]),
  ...mutantsOf('memory/chain/preparation.ts', [
    {
      find: 'last?.seal?.hash ?? firstPreviousHash',
      replace: 'firstPreviousHash',
      why: 'the chain breaks where an execution is resumed',
    },
    { find: '    previousHash = sealed.seal.hash;\n', replace: '', why: 'records are not linked' },
    {
      find: 'if (!seals) return shown',
      replace: 'if (!seals) return record',
      why: 'a memory that seals nothing keeps what was redacted',
    },
  ]),
  ...mutantsOf('memory/chain/sealRecord.ts', [
    {
      find: 'random.subarray(index * saltLength, (index + 1) * saltLength)',
      replace: 'random.subarray(0, saltLength)',
      why: 'one salt for all texts of a record',
    },
    { find: '    head = sealed.seal.hash;\n', replace: '', why: 'records are not linked' },
    {
      find: 'const { seal: _, ...plain } = plainRecord(record)',
      replace: 'const plain = plainRecord(record)',
      why: 'what was sealed before cannot be sealed anew',
      equivalent: 'The digest leaves the old seal out by itself, and the new one takes its place.',
    },
  ]),
  ...mutantsOf('memory/chain/verifyRecords.ts', [
    {
      find: 'seq === index && seal?.previousHash === head',
      replace: 'seal?.previousHash === head',
      why: 'the number of a record is not checked',
    },
    {
      find: 'seq === index && seal?.previousHash === head',
      replace: 'seq === index',
      why: 'the link to the record before is not checked',
    },
    {
      find: 'length < (anchor.length ?? 1)',
      replace: 'length < (anchor.length ?? 0)',
      why: 'nothing at all is not called truncated',
    },
    {
      find: 'anchor.length !== undefined && length > anchor.length',
      replace: 'anchor.length === 0',
      why: 'records that were added do not show',
    },
    {
      find: 'if (anchor.head === undefined ||',
      replace: 'if (anchor.head === undefined || anchor.length !== undefined ||',
      why: 'a chain made anew with the same length does not show',
    },
    { find: ' ?? replayFault(records)', replace: '', why: 'a chain over what the machine never does is called valid' },
    {
      find: 'if (executionId !== first) {',
      replace: "if (executionId === '') {",
      why: "another execution's record is not named as such",
    },
    {
      find: 'seen.has(seal.hash)',
      replace: 'seal.hash === head',
      why: 'only a record that stands twice in a row is called duplicated',
    },
    { find: 'later?.seq === index', replace: 'later?.seq === seq', why: 'removed is called reordered' },
    { find: 'fault(place + 1,', replace: 'fault(place,', why: 'the wrong record is blamed' },
    { find: 'ReplayError.isInstance(error) ? error.seq : 0', replace: '0', why: 'the first record is blamed for all' },
  ]),
];
