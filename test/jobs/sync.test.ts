import { describe, expect, it } from 'vitest';
import { SfbError } from '../../src/errors.js';
import { syncPair } from '../../src/jobs/sync.js';
import { accepting, createPort, pair, READ_AT, type World } from '../checks/port.js';

const start = Date.parse(READ_AT);
const FE1 = 'fe1.domain.local';
const EDGE = 'edge1.domain.local';

interface Course {
  /** Minutes after the forced replication at which each replica reports anew; never when absent. */
  readonly after: Readonly<Record<string, number>>;
  /** Minutes for which the store still shows the rows from before. */
  readonly unaware?: number;
  /** Minutes for which a replica has reported and is not up to date yet. */
  readonly behind?: number;
  readonly refuse?: Readonly<Record<string, Error>>;
}

/** A store whose replicas all reported a minute ago, and report anew some minutes after replication is forced. */
async function sync({ after, unaware = 0, behind = 0, refuse = {} }: Course, who = pair) {
  let minutes = 0;
  let forced: number | undefined;
  const at = (minute: number) => new Date(start + minute * 60_000);
  const world: World = ({ name, params }) => {
    const refusal = refuse[`${name} ${params.PoolFqdn ?? ''}`.trim()];
    if (refusal !== undefined) return refusal;
    if (name === 'invoke-cs-management-store-replication') forced = minutes;
    if (name !== 'get-cs-management-store-replication-status') return [];
    return [FE1, 'fe2.domain.local', EDGE].map((ReplicaFqdn) => {
      if (forced === undefined || minutes < forced + unaware) {
        return { UpToDate: true, ReplicaFqdn, LastStatusReport: at(-1), LastUpdateCreation: at(-30) };
      }
      const due = forced + (after[ReplicaFqdn] ?? 2);
      const LastStatusReport = minutes >= due ? at(due) : null;
      return { UpToDate: minutes >= due + behind, ReplicaFqdn, LastStatusReport, LastUpdateCreation: at(forced) };
    });
  };
  const { ps, changes } = createPort(world);
  const synced = await syncPair({
    ps,
    pair: who,
    clock: () => at(minutes),
    sleep: async (ms) => {
      minutes += ms / 60_000;
    },
  });
  return { synced, changes: changes.map(({ name, params, place }) => [name, params.PoolFqdn ?? '', place]), minutes };
}

describe('jobs/sync', () => {
  it('syncs primary, then backup, then forces replication, and waits for every replica', async () => {
    const { synced, changes, minutes } = await sync({ after: { [EDGE]: 4 } });

    expect(changes).toEqual([
      ['invoke-cs-backup-service-sync', FE1, 'jump'],
      ['invoke-cs-backup-service-sync', 'fe2.domain.local', 'jump'],
      ['invoke-cs-management-store-replication', '', 'jump'],
    ]);
    expect(synced).toEqual({
      status: 'pass',
      sentence: 'Both pools were synced and replication was forced; every replica has reported since (4 min).',
      minutes: 4,
    });
    expect(minutes).toBe(4);
  });

  it.each([
    { because: 'the store still shows the reports from before', course: { after: {}, unaware: 3 }, waited: 3 },
    { because: 'a report is new and its replica not up to date', course: { after: {}, behind: 3 }, waited: 5 },
  ])('does not take it for done while $because', async ({ course, waited }) => {
    expect(await sync(course)).toMatchObject({ minutes: waited, synced: { status: 'pass' } });
  });

  it.each([
    { late: EDGE, status: 'warn' },
    { late: FE1, status: 'fail' },
  ])('waits 10 minutes at most: $late that stays silent is $status', async ({ late, status }) => {
    const { synced, minutes } = await sync({ after: { [late]: 999 } });

    expect(minutes).toBe(10);
    expect(synced).toMatchObject({ status, sentence: expect.stringContaining(`no new report came from ${late}`) });
  });

  it.each([
    { until: '2026-03-02', minutes: 2, says: 'since but for edge1.domain.local, which the config accepts (2 min)' },
    { until: '2026-03-01', minutes: 10, says: 'no new report came from edge1.domain.local' },
  ])(
    'does not wait for a laggard accepted until $until, if that day has not passed',
    async ({ until, minutes, says }) => {
      const who = accepting({ laggards: [{ replica: EDGE, until, reason: 'retired in spring' }] });
      const done = await sync({ after: { [EDGE]: 999 } }, who);

      expect(done).toMatchObject({ minutes, synced: { sentence: expect.stringContaining(says) } });
    },
  );

  it.each([
    {
      because: 'the first sync is refused',
      at: `invoke-cs-backup-service-sync ${FE1}`,
      error: new SfbError('CMDLET_FAILED', 'The Backup Service cannot be reached.'),
      status: 'fail',
      made: 1,
    },
    {
      because: 'the second sync gave no answer',
      at: 'invoke-cs-backup-service-sync fe2.domain.local',
      error: new SfbError('NO_ANSWER', 'The process died.'),
      status: 'unknown',
      made: 2,
    },
    {
      because: 'replication is late',
      at: 'invoke-cs-management-store-replication',
      error: new SfbError('CMDLET_TIMEOUT', 'It was left running.'),
      status: 'unknown',
      made: 3,
    },
    {
      because: 'the replicas could not be read beforehand',
      at: 'get-cs-management-store-replication-status',
      error: new SfbError('CMDLET_FAILED', 'SQL is away.'),
      status: 'fail',
      made: 0,
    },
  ])('stops where $because, and does nothing after it', async ({ at, error, status, made }) => {
    const { synced, changes } = await sync({ after: {}, refuse: { [at]: error } });

    expect(synced).toMatchObject({ status, sentence: expect.stringContaining(error.message.replace(/\.$/, '')) });
    expect(changes).toHaveLength(made);
  });
});
