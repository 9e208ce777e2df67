/** What is broken, where, and which tests must notice. `from` stands exactly once in its file. */
export const MUTANTS = [
  {
    name: 'no-claim',
    what: 'a step is started without being written into the record first',
    file: 'src/queue/change/step.ts',
    from: "await patchStep(held, step.id, { state: 'running', claim }, deps);",
    to: '',
    tests: ['test/queue/change'],
  },
  {
    name: 'look-before-fence',
    what: 'what a target says of the past is read before it is fenced',
    file: 'src/queue/change/targets.ts',
    from: 'return await onEach(remainingPlaces(record, plan), (place) => site.changes.fence(place, fence));',
    to: 'const seen = await onEach(remainingPlaces(record, plan), (place) => site.changes.look(place, record.id));\n  await onEach(remainingPlaces(record, plan), (place) => site.changes.fence(place, fence));\n  return new Map([...seen].map(([place, state]) => [place, { ...state, installation }] as const));',
    tests: ['test/queue/change'],
  },
  {
    name: 'frozen-starts',
    what: 'a plan that was approved is started although changes are frozen since',
    file: 'src/queue/lua/gates.ts',
    from: "if redis.call('EXISTS', KEYS[6]) == 1 then return refused('frozen') end",
    to: '',
    tests: ['test/queue/change'],
  },
  {
    name: 'no-expect',
    what: 'a step is started without a look at whether things still are as it was planned',
    file: 'src/queue/change/step.ts',
    from: 'if (hindered !== undefined) return hindered;',
    to: '',
    tests: ['test/queue/change'],
  },
  {
    name: 'cancel-overtaken',
    what: 'a step is begun although people cancelled the change at the same moment',
    file: 'src/queue/change/step.ts',
    from: 'if (held.record.cancel !== undefined && held.plan',
    to: 'if (held.record.cancel === undefined && held.plan.steps.length < 0 && held.plan',
    tests: ['test/queue/change'],
  },
  {
    name: 'no-observation',
    what: 'a cmdlet that ended well counts as done without being observed',
    file: 'src/queue/change/step.ts',
    from: 'const seen = await observe(held, step, intent.before, ok ? LOOKS : 2, deps);',
    to: "if (ok) return await done(held, step, '', deps);\n  const seen = await observe(held, step, intent.before, 2, deps);",
    tests: ['test/queue/change'],
  },
  {
    name: 'lost-runs-again',
    what: 'a change that was started and lost is started once more',
    file: 'src/queue/change/decide.ts',
    from: "return running ? { go: 'watch', trace } : { go: 'look', trace };",
    to: "return running ? { go: 'watch', trace } : { go: 'run' };",
    tests: ['test/queue/change'],
  },
  {
    name: 'redis-lost-data-runs',
    what: 'an intent that the record knows nothing of is overlooked when the gate is passed',
    file: 'src/queue/change/pass-gate.ts',
    from: 'if (started !== undefined) {',
    to: 'if (started === null) {',
    tests: ['test/queue/change'],
  },
  {
    name: 'any-permit',
    what: 'a run permit is not checked',
    file: 'src/queue/change/pass-gate.ts',
    from: 'const fault = deps.permitFault(gate.permit, wish, now);',
    to: 'const fault = undefined;',
    tests: ['test/queue/change'],
  },
  {
    name: 'no-drift',
    what: 'facts that changed since the plan do not matter',
    file: 'src/queue/change/pass-gate.ts',
    from: "if (recheck.found === 'changed') return",
    to: "if (recheck.found === 'never') return",
    tests: ['test/queue/change'],
  },
  {
    name: 'own-vote-counts',
    what: 'whoever asked counts under the rule two-others',
    file: 'src/queue/lua/gates.ts',
    from: "'two-others'",
    to: "'nobody'",
    tests: ['test/queue/gates.test.ts'],
  },
  {
    name: 'no-witness',
    what: 'nobody remembers outside of Redis how many decisions it had confirmed',
    file: 'src/audit/witness.ts',
    from: 'kept.seen = Math.max(kept.seen, seen);',
    to: '',
    tests: ['test/queue/lost.test.ts'],
  },
  {
    name: 'start-after-loss',
    what: 'a step is started though Redis lost data',
    file: 'src/queue/change/step.ts',
    from: 'if ((await deps.store.lostData()) !== undefined) return afterLoss();',
    to: '',
    tests: ['test/queue/cut-back'],
  },
  {
    name: 'no-sweeper',
    what: 'nobody rings again for a job whose worker is gone',
    file: 'src/queue/sweeper.ts',
    from: 'if (wantsRing(job, now)) await ring(job.id).catch(onError);',
    to: '',
    tests: ['test/queue/sweeper.test.ts'],
  },
  {
    name: 'equal-epoch',
    what: 'the target accepts the same epoch of another owner',
    file: 'src/powershell/agent/SfbChange.ps1',
    from: "if ([string]$Order.owner -cne $fence['owner'] -or [string]$Order.job -cne $fence['job'])",
    to: 'if ($false)',
    tests: ['test/journal'],
  },
  {
    name: 'outcome-first',
    what: 'the outcome is written before the cmdlet has run',
    file: 'src/powershell/agent/SfbChange.ps1',
    from: '        Invoke-SfbCmdlet $command $log\n',
    to: "        Write-SfbRecord (Get-SfbStepFile 'outcome.xml') ([ordered]@{ ok = $true; errors = @(); warnings = @(); host = ''; at = (Get-SfbNow); ms = 0.0 })\n        Invoke-SfbCmdlet $command $log\n",
    tests: ['test/journal'],
  },
];

/** The file with its guard taken out. Throws when the place is not there exactly once. */
export function mutated({ name, from, to }, text) {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`The mutant ${name} no longer fits: its place is there ${parts.length - 1} times.`);
  return parts.join(to);
}
