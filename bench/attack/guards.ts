/** A piece of a built file of src, found exactly once, and what stands there when the guard is taken out. */
export interface Edit {
  /** Path below `src`, without its ending. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const edit = (file: string, find: string, put: string): Edit => ({ file, find, put });

const SIGNATURE = edit(
  'slack/app',
  "new HTTPReceiver({ signingSecret: secrets.SLACK_SIGNING_SECRET ?? '', logger })",
  'new HTTPReceiver({ signatureVerification: false, logger })',
);
const AGE = edit('slack/signed-age', "if (request.method !== 'POST' || isTimely(", 'if (true || isTimely(');

const ENDED = "if state == 'expired' or now >= deadline() then return 'expired' end";

/** One person's votes count as often as they come, at each of the places that count them. */
const COUNTED_ONCE = [
  edit(
    'queue/lua/gates',
    "local field = 'vote:' .. by.userId",
    "local field = 'vote:' .. by.userId .. ':' .. redis.call('HLEN', gate)",
  ),
  edit('approvals/policy', 'gate.votes.map(({ by }) => [by.userId, by])', 'gate.votes.map(({ by }, at) => [at, by])'),
  edit('approvals/permit', 'new Set(body.approvers.map(({ userId }) => userId)).size', 'body.approvers.length'),
];

const ENDED_BY_PEOPLE = [
  edit('queue/lua/gates', "move(ARGV[10], 'sentence', ARGV[11])", 'move(state)'),
  edit('slack/permits', 'if (ended !== undefined)', 'if (false)'),
];

/** A whole answer about an account whose deactivation nobody looks at. */
const AS_ACTIVE =
  "{ id: userId, team_id: 'T0LAB', deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false }";

/** What refuses each class. Where one guard stands behind another, all of them are listed. */
export const GUARDS: Readonly<Record<string, readonly Edit[]>> = {
  'forged signature': [SIGNATURE],
  unsigned: [SIGNATURE],
  replayed: COUNTED_ONCE,
  // Bolt refuses the past by itself, with the signature.
  stale: [AGE, SIGNATURE],
  'future-dated': [AGE],
  'other workspace': [edit('slack/listeners/gate-click', 'team !== null && team.id !== home.teamId', 'false')],
  guest: [edit('slack/people', 'user.is_restricted || user.is_ultra_restricted', 'false')],
  bot: [edit('slack/people', 'user.is_bot || user.is_workflow_bot === true', 'false')],
  deactivated: [edit('slack/directory', 'deleted.success ? deleted.data :', `deleted.success ? ${AS_ACTIVE} :`)],
  external: [
    edit('slack/listeners/gate-click', '(user.team_id ?? home.teamId) !== home.teamId', 'false'),
    edit('slack/people', 'user.team_id !== home.teamId && !sibling', 'false'),
  ],
  'not an approver': [edit('slack/people', 'await isOn(actor.userId, [approvals.approvers], source)', '{ yes: true }')],
  self: [
    edit('slack/gate-refusals', "if (rule !== 'two-others')", 'if (true)'),
    edit('approvals/policy', "return policy.rule !== 'two-others' ||", 'return true ||'),
    edit('queue/lua/gates', "return of(gate, 'policy').rule ~= 'two-others' or", 'return true or'),
  ],
  double: COUNTED_ONCE,
  concurrent: COUNTED_ONCE,
  'wrong hash': [
    edit('slack/gate-refusals', 'gate.planHash !== planHash || record.planHash !== planHash', 'false'),
    edit(
      'queue/lua/gates',
      "if of(gate, 'planHash') ~= planHash or of(job, 'planHash') ~= planHash then",
      'if false then',
    ),
    edit('audit/decisions', "{ action: 'approve', job, planHash: hash, by }", "{ action: 'approve', job, by }"),
  ],
  "another job's id": [edit('slack/listeners/gate-click', 'const own = [', 'const own = true || [')],
  expired: [
    edit('queue/lua/gates', ENDED, ''),
    edit('queue/lua/gates', 'if not undecided or now < deadline() then', 'if true then'),
  ],
  'after deny': [...ENDED_BY_PEOPLE, edit('queue/lua/gates', "if of(gate, 'denied') then return 'denied' end", '')],
  'after withdrawal': [
    ...ENDED_BY_PEOPLE,
    edit('queue/lua/gates', "if of(gate, 'withdrawn') then return 'withdrawn' end", ''),
  ],
  'after group removal': [edit('slack/permits', 'if (gone.length === 0)', 'if (true)')],
  'written into Redis': [
    edit('slack/permits', 'if (await deps.witnessed({ job: record.id, planHash, by: userId }))', 'if (true)'),
  ],
  'permit written into Redis': [edit('approvals/permit', 'if (!verify(null, ', 'if (false && !verify(null, ')],
};
