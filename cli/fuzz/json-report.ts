// The report of a campaign for programs: one JSON object a line, written as things happen.

import type { Engine } from '../engine.ts';
import type { Host } from '../host.ts';
import { reporterOn } from '../report/create.ts';
import { withoutPlan } from './campaign.ts';
import type { CampaignReporter } from './report.ts';

/**
 * JSON lines. `type` tells them apart: `campaign`, `saved`, `run` (that did not hold), `difference`, `bug`, each
 * followed by the `test` of its file, `coverage`, `summary`.
 */
export function createJsonCampaignReporter(engine: Engine, host: Host): CampaignReporter {
  const line = (value: object): void => host.out.write(`${JSON.stringify(value)}\n`);
  const tests = reporterOn(host.out, 'json', engine);
  return {
    begin: ({ campaign, runs, timeMs, ...rest }) => {
      const budget = { runs: finite(runs), milliseconds: finite(timeMs) };
      line({ type: 'campaign', ...campaign, ...budget, ...rest });
    },
    saved: (file, run) => {
      if (run.kind === 'unreadable') return line({ type: 'saved', file, problem: run.problem });
      line({ type: 'saved', file, verdicts: run.outcomes.map(({ result }) => result.verdict) });
      run.outcomes.forEach((outcome) => tests.tested(outcome));
    },
    failed: (run) => line({ type: 'run', ...withoutPlan(run) }),
    differed: (ticket, { index, difference }) =>
      line({ type: 'difference', ticket, index, ...difference }),
    shrinking: () => undefined,
    bug: ({ bug, plan, shrunk, known, outcome }) => {
      const { smallest, runs, signature } = bug;
      line({ type: 'bug', signature, runs, plan, shrunk, known, smallest });
      if (outcome !== null) tests.tested(outcome);
    },
    coverage: (totals, { missing, missingKinds, excuse }) => {
      const kinds = Object.fromEntries(totals.kindCounts);
      line({
        type: 'coverage',
        ...totals.coverage.toJSON(),
        kinds,
        missing,
        missingKinds,
        isRequired: excuse === null,
      });
    },
    end: ({ campaign: _campaign, command, totals, ...rest }) => {
      const { runs, ticks, failed, hash } = totals;
      line({ type: 'summary', runs, ticks, failed, hash, ...rest, command });
    },
  };
}

function finite(value: number): number | null {
  return value === Infinity ? null : value;
}
