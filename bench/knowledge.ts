// How well the knowledge tiers tell opposites from paraphrases, and what their thresholds promise. Run: npm run bench:knowledge
import { fitCalibration } from '../src/services/knowledge/fitCalibration.ts';
import { keywordRetriever } from '../src/services/knowledge/keywordRetriever.ts';
import { loadKnowledge } from '../src/services/knowledge/loadKnowledge.ts';
import { minilmEmbedder } from '../src/services/knowledge/minilmEmbedder.ts';
import { sampleKnowledge } from '../src/services/knowledge/sampleKnowledge.ts';
import { semanticRetriever } from '../src/services/knowledge/semanticRetriever.ts';
import {
  before,
  outcomesOf,
  type Outcome,
  type Part,
  type RetrieverName,
} from '../test/services/knowledge/contrast/contrastSet.ts';

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

interface Figures {
  readonly declined: string;
  readonly precision: string;
  readonly recall: string;
}

function figuresOf(outcomes: readonly Outcome[], version: 'guarded' | 'unguarded'): Figures {
  const opposites = outcomes.filter(({ kind }) => kind === 'opposites');
  const paraphrases = outcomes.filter(({ kind }) => kind === 'paraphrases');
  const isRight = (outcome: Outcome) => outcome[version] !== null && outcome[version] === outcome.expected;
  const passed = opposites.filter((outcome) => outcome[version] === null || isRight(outcome)).length;
  const answered = outcomes.filter((outcome) => outcome[version] !== null);
  return {
    declined: percent(passed, opposites.length),
    precision: percent(answered.filter(isRight).length, answered.length),
    recall: percent(paraphrases.filter(isRight).length, paraphrases.length),
  };
}

async function report(part: Part, retriever: RetrieverName): Promise<void> {
  const outcomes = await outcomesOf(part, retriever);
  const old = await before(retriever, part);
  const opposites = outcomes.filter(({ kind }) => kind === 'opposites');
  const paraphrases = outcomes.filter(({ kind }) => kind === 'paraphrases');
  const known = new Set(old.paraphrasesAnswered);
  const lost = paraphrases.filter(({ asked, guarded, expected }) => known.has(asked) && guarded !== expected);
  const byGuard = lost.filter(({ unguarded, expected }) => unguarded === expected);
  const rows = {
    'before the guard (0.1.0)': {
      declined: percent(old.oppositesPassed, opposites.length),
      precision: percent(old.rightAnswers, old.answers),
      recall: percent(old.paraphrasesAnswered.length, paraphrases.length),
    },
    'now, guard taken away': figuresOf(outcomes, 'unguarded'),
    now: figuresOf(outcomes, 'guarded'),
  };
  console.log(`\n${retriever}, ${part}: ${opposites.length} opposites, ${paraphrases.length} paraphrases`);
  console.table(rows);
  console.log(
    `lost of ${known.size} that were answered before: ${lost.length} (${percent(lost.length, known.size)}), ${byGuard.length} by the guard`,
  );
  if (process.argv.includes('--list') && part === 'tuned') {
    for (const { asked, guarded } of opposites.filter(
      (outcome) => outcome.guarded !== null && outcome.guarded !== outcome.expected,
    )) {
      console.log(`  answered all the same: ${asked} (${guarded})`);
    }
    for (const { asked } of lost) console.log(`  lost: ${asked}`);
  }
}

const base = await loadKnowledge(sampleKnowledge());
for (const retriever of [keywordRetriever(base), semanticRetriever(base, { embedder: minilmEmbedder() })]) {
  const calibration = await fitCalibration(base, retriever);
  if (calibration.source !== 'fitted') continue;
  const { answers, precision, precisionBound, recall, falseAnswers, threshold } = calibration;
  console.log(
    `${retriever.name}, sample base: threshold ${threshold?.toFixed(3)}, ${answers} answers, precision ${percent(precision, 1)}, at least ${percent(precisionBound, 1)} (90 %), recall ${percent(recall, 1)}, false answers ${percent(falseAnswers, 1)}`,
  );
}
for (const part of ['tuned', 'heldOut'] as const) {
  for (const retriever of ['keyword', 'semantic'] as const) await report(part, retriever);
}
