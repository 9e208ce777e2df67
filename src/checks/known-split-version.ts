import { type Side, sideOf } from '../domain.js';
import { listed, shortServer } from '../report.js';
import { type PatchLevelFacts, patchLevel } from './patch-level.js';
import { acceptance, noting } from './run.js';
import type { Check } from './types.js';

/** When it was read (ISO, by the clock of a target), and the versions. */
export interface KnownSplitVersionFacts extends PatchLevelFacts {
  readonly at: string;
}

/** The original release: on it the split was first seen and reproduced (sfb-facts 6.1). */
const KNOWN: readonly string[] = ['6.0.9319.0'];
const SIDES: readonly Side[] = ['primary', 'backup'];
const FIX =
  'Install the newest cumulative update on both servers. Where that cannot be yet, acknowledge it in the config (accepted.splitVersion of the pair).';

export const knownSplitVersion: Check<KnownSplitVersionFacts> = {
  id: 'known-split-version',
  title: 'neither server has a version on which a failover is known to split the CMS',
  why: 'On the original release a planned failover left both servers active; whether an update mended it is not known.',
  severity: { planned: 'blocks', disaster: 'warns', failback: 'blocks', recover: 'warns' },

  async gather(context) {
    let at = '';
    const ps = noting(context.ps, (time) => {
      at = time;
    });
    return { ...(await patchLevel.gather({ ...context, ps })), at };
  },

  judge({ at, components, replicas }, pair) {
    const versions = SIDES.map((side) => [
      ...(components[side].ok ? components[side].value.map((text) => text.split(' ').at(-1) ?? '') : []),
      ...(replicas.ok
        ? replicas.value.filter((one) => sideOf(pair, one.replica) === side).map((one) => one.version)
        : []),
    ]);
    const bad = KNOWN.find((version) => versions.flat().includes(version));
    const unread = SIDES.filter((_, index) => (versions[index] ?? []).every((version) => version === ''));
    if (bad === undefined && unread.length > 0) {
      const sentence = `No version is known for ${listed(unread.map((side) => shortServer(pair, side)))}.`;
      return { status: 'unknown', sentence, fix: 'Compare the installed updates of both servers by hand.' };
    }
    if (bad === undefined) return { status: 'pass', sentence: `Neither server has ${listed(KNOWN)}.` };
    const where = listed(
      SIDES.filter((_, index) => versions[index]?.includes(bad)).map((side) => shortServer(pair, side)),
    );
    const sentence = `${where} ${bad} is the original release, on which a failover is known to split the CMS`;
    const entry = pair.accepted?.splitVersion;
    if (entry === undefined || entry.version !== bad) return { status: 'fail', sentence: `${sentence}.`, fix: FIX };
    const found = acceptance(entry, at);
    if (!found.holds) return { status: 'fail', sentence: `${sentence} (${found.words}).`, fix: FIX };
    return { status: 'warn', accepted: true, sentence: `${sentence}; ${found.words}.`, fix: FIX };
  },
};
