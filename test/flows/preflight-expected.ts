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
    'unknown cms-matrix replicas pool-state pool-pairing rtclocal-equals-cms patch-level known-split-version edge-next-hop failover-what-if recover-rights',
  headless: 'not-ready cms-matrix failover-what-if',
  'latent-break': 'not-ready cms-matrix replicas cms-services',
  'pairing-broken': 'not-ready pool-pairing',
  'patch-levels-differ': 'not-ready patch-level',
  'pool-failed-over': 'not-ready pool-state',
  'primary-down':
    'unknown cms-matrix replicas backup-service cms-services pool-state pool-pairing rtclocal-equals-cms patch-level known-split-version edge-next-hop failover-what-if recover-rights second-hop',
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
    'unknown cms-matrix replicas pool-state pool-pairing rtclocal-equals-cms patch-level known-split-version edge-next-hop failover-what-if recover-rights',
  'stale-rtclocal': 'not-ready cms-matrix rtclocal-equals-cms',
  'wan-cut':
    'unknown cms-matrix replicas backup-service cms-services pool-state pool-pairing rtclocal-equals-cms patch-level known-split-version edge-next-hop failover-what-if recover-rights second-hop',

  // Noise, slowness, or something that does not stop a planned failover: it stays ready.
  'cmdlet-slow': 'ready',
  'component-hand-edited': 'ready',
  'huge-output': 'ready',
  'stderr-noise': 'ready',
};

/** Faults that end or halt the PowerShell that reads: with this cmdlet, this check blocks because it was not read. */
export const BROKEN_READS: Readonly<Record<string, { readonly cmdlet: string; readonly unread: string }>> = {
  'cmdlet-dies': { cmdlet: 'Get-CsWindowsService', unread: 'cms-services' },
  'cmdlet-hangs': { cmdlet: 'Get-CsPoolBackupRelationship', unread: 'pool-pairing' },
};

/**
 * Checks that pass although `one` read of theirs, or `all` reads of that use, gave nothing, because what they say rests on
 * another read; and why.
 */
const SAID_BY_ANOTHER: Readonly<Record<string, string>> = {
  'failover-what-if without one get-sfb-xds-state': 'the database of the server that is named decides',
  'known-split-version without one get-cs-server-patch-version': 'where the cmdlet is too new the replicas tell',
  'known-split-version without all get-cs-server-patch-version': 'where the cmdlet is too new the replicas tell',
  'patch-level without one get-cs-server-patch-version': 'where the cmdlet is too new the replicas tell',
  'patch-level without all get-cs-server-patch-version': 'where the cmdlet is too new the replicas tell',
  'pool-state without one get-cs-windows-service': 'services count only where the getter hides PoolState',
  'pool-state without all get-cs-windows-service': 'services count only where the getter hides PoolState',
  'rtclocal-equals-cms without one get-cs-management-store-replication-status': 'it only excuses a difference',
  'rtclocal-equals-cms without all get-cs-management-store-replication-status': 'it only excuses a difference',
};
const replicas = 'get-cs-management-store-replication-status';

export const PASSING_IN_SILENCE: Readonly<Record<'lived-in' | 'fresh', Readonly<Record<string, string>>>> = {
  'lived-in': SAID_BY_ANOTHER,
  fresh: {
    ...SAID_BY_ANOTHER,
    // Its servers have the cmdlet, and the replicas are asked in vain.
    [`known-split-version without one ${replicas}`]: 'both servers list their updates themselves',
    [`known-split-version without all ${replicas}`]: 'both servers list their updates themselves',
    [`patch-level without one ${replicas}`]: 'both servers list their updates themselves',
    [`patch-level without all ${replicas}`]: 'both servers list their updates themselves',
  },
};

/** Faults that only a later step can meet; no reading shows them before. */
export const SEEN_ELSEWHERE: Readonly<Record<string, string>> = {
  'ad-delay': 'shows after the SCP is changed',
  'clean-deletes-group': 'recover looks at the owner before it cleans',
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
