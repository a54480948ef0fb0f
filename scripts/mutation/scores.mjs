/**
 * What came of the mutants of a part. `noticed`: a test failed, its set-up broke or it never ended; `timedOut` of
 * them, which on a busy machine may be nothing but slow. Mutants that no test reaches count as not noticed.
 * @param files of Stryker's report (mutation-testing-report-schema)
 */
export function scoreOf(part, files) {
  const count = { mutants: 0, tried: 0, noticed: 0, timedOut: 0, survived: 0, unreached: 0 };
  for (const { status, statusReason = '' } of Object.values(files).flatMap((file) => file.mutants)) {
    if (status === 'Ignored') continue;
    count.mutants++;
    if (status === 'CompileError') continue;
    count.tried++;
    if (status === 'Survived') count.survived++;
    else if (status === 'NoCoverage') count.unreached++;
    else count.noticed++;
    if (status === 'Timeout' || / timed out in \d+ ?ms/.test(statusReason)) count.timedOut++;
  }
  const share = count.noticed / count.tried;
  const error = standardError(share, count.tried, count.mutants);
  return { part, ...count, score: `${percent(share)} ± ${percent(error)} %` };
}

/** Of a share found in a sample that was drawn without putting back; nothing when all were tried. */
function standardError(share, sampled, all) {
  if (all < 2) return 0;
  return Math.sqrt((share * (1 - share)) / sampled) * Math.sqrt((all - sampled) / (all - 1));
}

function percent(share) {
  return (100 * share).toFixed(1);
}
