import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { ConfigurationError } from '../machines/errors.ts';
import { configFileIn, newConfigFile } from './configFile.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { nextCommand } from './nextCommand.ts';
import { writeNext } from './reporter.ts';

const faqFile = 'faq.md';
const question = 'How do I reset my password?';

const faq = `# Questions and answers

Each ## heading is a question; a list below "Also asked:" has other ways to ask it.

## ${question}

Also asked:

- I forgot my password
- I can't remember my password

Choose **Forgot password?** on the sign-in page. The link that we send you works for one hour.

## What are your opening hours?

Also asked:

- When are you open?
- Can I call you on a Sunday?

Monday to Friday, 9:00 to 17:00.

## Where do I find my invoices?

Also asked:

- How can I download a bill?
- I need a receipt for my last payment

Under **Account**, **Billing**, as PDF files.
`;

/** How a config says which type its options have, in the language that this Node reads. */
function config(isTyped: boolean): string {
  const typed = isTyped
    ? `import type { HandoffOptions } from 'xstate-handoff';\n\nconst options: HandoffOptions = {`
    : `/** @type {import('xstate-handoff').HandoffOptions} */\nconst options = {`;
  return `import { join } from 'node:path';
${isTyped ? '' : '\n'}${typed}
  // Questions and their answers, for the first tiers: they need no key and no network, and what they do not know goes up.
  knowledge: join(import.meta.dirname, '${faqFile}'),

  // Or a model for each tier, from cheap to strong, with OPENAI_API_KEY; then leave knowledge out:
  // numTiers: 3,

  policy: {
    // An answer less sure than this goes to the next tier.
    minConfidence: 0.6,
  },
};

export default options;
`;
}

/** `handoff init`: writes a config and a file of questions and answers. What is there already stays as it is. */
export async function initCommand(io: Io, { json = false }: { readonly json?: boolean }): Promise<ExitCode> {
  const configFile = configFileIn(io.cwd) ?? newConfigFile(io.cwd);
  const files = [
    { file: configFile, written: await writeNew(io, configFile, config(!configFile.endsWith('.mjs'))) },
    { file: faqFile, written: await writeNew(io, faqFile, faq) },
  ];
  const command = nextCommand(io, 'run', { config: configFile }, { operands: [question] });
  if (json) {
    writeJson(io.stdout, { files, next: [command] });
    return exitCodes.answered;
  }
  for (const { file, written } of files)
    writeLine(io.stdout, written ? `${file} is written.` : `${file} was there already, and is left as it is.`);
  writeNext(io.stdout, { sentence: '\nAsk it something:', command, beforehand: '' });
  return exitCodes.answered;
}

/** False where there is such a file already. @throws ConfigurationError where it cannot be written. */
async function writeNew(io: Io, file: string, text: string): Promise<boolean> {
  const path = resolve(io.cwd, file);
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (cause) {
    if (existsSync(path)) return false;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError('file', `${path} cannot be written: ${reason}. Go to a folder of yours.`, { cause });
  }
}
