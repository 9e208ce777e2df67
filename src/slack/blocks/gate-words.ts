import { countedVotes } from '../../approvals/policy.js';
import type { ApprovalPolicy, Gate } from '../../approvals/types.js';
import { escapeMrkdwn, mention } from '../../commands/text.js';
import type { People } from '../../config/deployment.js';
import type { Plan, Step } from '../../jobs/plan/types.js';
import { listed, minute } from '../../report.js';
import type { Line, Part } from './kit.js';

/** How much of a plan's hash people compare. */
const SHORT = 12;

export function shortHash(planHash: string): string {
  return planHash.slice(0, SHORT);
}

/** `35 s`, `12 min`, `3 h` between two times; never negative. */
export function ageBetween(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function missing(gate: Pick<Gate, 'votes' | 'requester' | 'policy'>): number {
  return Math.max(0, gate.policy.quorum - countedVotes(gate).length);
}

/** The rule in words, after "It needs". */
export function ruleWords({ rule, quorum }: ApprovalPolicy): string {
  return rule === 'two-others'
    ? `${quorum} approvers, not counting whoever asked (rule two-others)`
    : `${quorum} approvers, whoever asked may be one of them (rule requester-and-one)`;
}

/** The approvers as mentions: groups first. */
export function approverMentions({ users, groups }: People): string {
  const all = [...groups.map((id) => `<!subteam^${id}>`), ...users.map(mention)];
  return all.length === 0 ? 'nobody is configured' : listed(all);
}

/** One line for each decision so far, in mrkdwn. */
export function decisions({ votes, denied, withdrawn, permit, consumedAt }: Gate): string[] {
  const words = (what: string, { by, reason, at }: Gate['votes'][number]) =>
    `${what} by ${mention(by.userId)} at ${minute(at)}${reason === undefined ? '' : `: ${escapeMrkdwn(reason)}`}`;
  return [
    ...votes.map((vote) => words('Approved', vote)),
    ...(permit === undefined || consumedAt === undefined
      ? []
      : [`Approvers read again at Slack, run permit signed and used at ${minute(consumedAt)}`]),
    ...(denied === undefined ? [] : [words('*Denied*', denied)]),
    ...(withdrawn === undefined ? [] : [words('*Withdrawn*', withdrawn)]),
  ];
}

/** Every step with the very lines that will run, the destructive ones and the point of no return marked. */
export function stepParts({ steps }: Plan): Part[] {
  const first = steps.findIndex(({ pastNoReturn }) => pastNoReturn);
  return steps.flatMap((step, index) => [
    ...(index === first ? [{ lines: [NO_RETURN] }] : []),
    { lines: [stepTitle(step, index)] },
    ...(step.line === undefined ? [] : [{ copy: step.line }]),
    ...(step.undoLine === undefined
      ? []
      : [{ lines: [[{ text: 'Undone, if need be, by:' }] as Line] }, { copy: step.undoLine }]),
  ]);
}

const NO_RETURN: Line = [{ text: '— Point of no return: from here on it cannot be cancelled —', bold: true }];

function stepTitle({ title, effect, call, expectedMs, lateMs, kind }: Step, index: number): Line {
  const where = call === undefined ? '' : ` (on ${call.place === 'jump' ? 'the jump host' : `the ${call.place}`})`;
  const time =
    kind === 'cmdlet' ? `, usually ${span(expectedMs)}, late after ${span(lateMs)}` : `, ${span(lateMs)} at most`;
  const mark: Line = effect === 'destructive' ? [{ text: 'DESTRUCTIVE ', bold: true }] : [];
  return [
    { text: `${index + 1}. ` },
    ...mark,
    { text: title, bold: effect === 'destructive' },
    { text: `${where}${time}` },
  ];
}

export function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

export function destructiveSteps({ steps }: Plan): Step[] {
  return steps.filter(({ effect }) => effect === 'destructive');
}
