import type { Comparison } from './regression.js'

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // What XML 1.0 cannot hold at all.
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '?')

function testCase({ name, verdict, detail, cycles }: Comparison): string {
  const open = `  <testcase classname="tilewright" name="${escaped(name)}">`
  const properties = cycles === null ? '' : `\n    <system-out>${cycles} cycles</system-out>`
  if (detail === null) return `${open}${properties}\n  </testcase>`
  const tag = verdict === 'failed' ? 'error' : 'failure'
  return `${open}\n    <${tag} type="${verdict}" message="${escaped(detail)}"/>${properties}\n  </testcase>`
}

/** A batch as JUnit XML: a test case a workload, a failure a regression, an error what found no schedule. */
export function junit(comparisons: readonly Comparison[]): string {
  const count = (verdict: Comparison['verdict']) =>
    comparisons.filter((each) => each.verdict === verdict).length
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="tilewright" tests="${comparisons.length}" failures="${count('regression')}" errors="${count('failed')}">`,
    ...comparisons.map((each) => testCase(each)),
    '</testsuite>',
    '',
  ].join('\n')
}
