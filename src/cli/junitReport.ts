import type { PolicyCheck } from '../testing/policy/checkPolicy.ts';
import { printCounterexample } from '../testing/policy/counterexample.ts';

/** A check as JUnit XML: a test case per invariant. */
export function junitReport({ report, counterexamples }: PolicyCheck, milliseconds: number): string {
  const cases = report.invariants.map(({ name, sentence }) => {
    const counterexample = counterexamples.find(({ invariant }) => invariant.name === name);
    const head = `    <testcase classname="handoff check" name="${escaped(sentence)}"`;
    if (counterexample === undefined) return `${head}/>`;
    const text = escaped(printCounterexample(counterexample));
    return `${head}>\n      <failure message="${escaped(counterexample.problem)}">${text}</failure>\n    </testcase>`;
  });
  const counts = `tests="${cases.length}" failures="${counterexamples.length}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="handoff check" ${counts} time="${(milliseconds / 1_000).toFixed(3)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML 1.0, which cannot hold most control characters at all. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
