/**
 * What a planned preflight comes to with one lab fault on a lived-in pair: the state, then every check that blocks.
 * Written by hand from what each fault breaks, never made from the code; a change here is a change of behaviour.
 */
export const BLOCKED_BY: Readonly<Record<string, string>> = {
  // One server refuses every session: nothing about it can be proven.
  'access-denied':
    'unknown cms-matrix cms-services rtclocal-equals-cms cms-databases failover-what-if recover-rights second-hop certificates',
  'backup-service-error': 'not-ready backup-service',
  'edge-replica-false': 'not-ready replicas',
  'empty-answers': 'unknown cms-matrix replicas patch-level known-split-version',
  'half-dead':
    'unknown cms-matrix replicas pool-state pool-pairing rtclocal-equals-cms patch-level known-split-version edge-next-hop recover-rights',
  headless: 'not-ready cms-matrix',
  'latent-break': 'not-ready cms-matrix replicas cms-services',
  'pairing-broken': 'not-ready pool-pairing',
  'patch-levels-differ': 'not-ready patch-level',
  'pool-failed-over': 'not-ready pool-state',
  'primary-down':
    'unknown cms-matrix replicas backup-service cms-services pool-state pool-pairing rtclocal-equals-cms patch-level known-split-version edge-next-hop recover-rights second-hop',
  'replicas-false': 'not-ready replicas',
  'returning-primary': 'not-ready cms-matrix replicas backup-service rtclocal-equals-cms',
  'rtm-version': 'not-ready known-split-version',
  'scp-disagrees': 'not-ready cms-matrix',
  'scp-not-written': 'not-ready cms-matrix',
  'second-hop-denied': 'not-ready second-hop',
  'service-stopped': 'not-ready backup-service cms-services',
  'share-full': 'not-ready share-space',
  'share-read-only': 'not-ready second-hop',
  'share-unreachable': 'unknown second-hop share-space',
  'split-brain-bare': 'not-ready cms-matrix replicas backup-service patch-level known-split-version',
  'split-brain-forced': 'not-ready cms-matrix replicas backup-service patch-level known-split-version',
  'split-brain-hand-edited': 'not-ready cms-matrix replicas backup-service',
  'split-brain-restarted': 'not-ready cms-matrix replicas backup-service',
  'split-brain-scp-moved': 'not-ready cms-matrix replicas backup-service',
  'sql-away-backup': 'unknown cms-matrix cms-databases recover-rights',
  'sql-away-primary':
    'unknown cms-matrix replicas pool-state pool-pairing rtclocal-equals-cms patch-level known-split-version edge-next-hop recover-rights',
  'stale-rtclocal': 'not-ready cms-matrix rtclocal-equals-cms',
  'wan-cut':
    'unknown cms-matrix replicas backup-service cms-services pool-state pool-pairing rtclocal-equals-cms patch-level known-split-version edge-next-hop recover-rights second-hop',

  // Noise, slowness, or something that does not stop a planned failover: it stays ready.
  'cmdlet-slow': 'ready',
  'component-hand-edited': 'ready',
  'huge-output': 'ready',
  'stderr-noise': 'ready',
};

/** Faults that only a later step can meet; no reading shows them before. */
export const SEEN_ELSEWHERE: Readonly<Record<string, string>> = {
  'ad-delay': 'shows after the SCP is changed',
  'clean-deletes-group': 'recover looks at the owner before it cleans',
  'cmdlet-dies': 'the fences of the boundary end a read whose process dies',
  'cmdlet-hangs': 'the fences of the boundary give up a read that hangs (30 s of real time)',
  'edge-stays': 'shows after Set-CsEdgeServer',
  'export-bad-cms': 'backup opens what it exported',
  'export-empty': 'backup opens what it exported',
  'export-names-other': 'recover reads which server a set names',
  'export-truncated': 'backup opens what it exported',
  'failover-too-soon': 'preflight --sync meets it, and the failover itself',
  'lis-import-fails': 'shows when LIS is imported',
  'remote-runs-on': 'shows when the process that launched a change dies',
  'remote-torn-down-late': 'shows when the process that launched a change dies',
  'restore-does-nothing': 'recover proves the restore',
  'rgs-name-clash': 'shows when Response Groups are imported',
  'share-fills-up': 'backup meets it with the second file of a set',
  'wizard-loses-cu': 'recover compares versions after the wizard',
  'wizard-step-fails': 'recover proves each wizard step',
};
