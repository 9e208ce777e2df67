import { join } from 'node:path';
import type { Figure } from '../figures.js';
import { type Arena, openArena } from './arena.js';
import { everybodyApproves } from './at-once.js';
import { ATTACKS, type Attack, STAGES } from './classes.js';

export interface Row extends Record<string, string | number> {
  readonly class: string;
  readonly refused: 'yes' | 'no';
  readonly reason: string;
  /** Destructive cmdlets started by it. */
  readonly destructive: number;
}

/** Tries these classes one after the other; with all of them also the honest counterpart of the crowd. */
export async function runAttacks(
  folder: string,
  names: readonly string[],
): Promise<{ rows: Row[]; figures: Figure[] }> {
  const unknown = names.find((name) => ATTACKS[name] === undefined);
  if (unknown !== undefined) {
    throw new Error(`There is no class "${unknown}"; there are: ${Object.keys(ATTACKS).join(', ')}.`);
  }
  const rows: Row[] = [];
  for (const [number, stage] of STAGES.entries()) {
    const chosen = Object.entries(stage).filter(([name]) => names.includes(name));
    if (chosen.length === 0) continue;
    await inArena(join(folder, `stage-${number}`), async (arena) => {
      for (const [name, attack] of chosen) rows.push(await attempt(arena, name, attack));
    });
  }
  const figures = figuresOf(rows);
  if (names.length < Object.keys(ATTACKS).length) return { rows, figures };
  return { rows, figures: [...figures, ...(await inArena(join(folder, 'crowd'), everybodyApproves))] };
}

async function inArena<T>(folder: string, work: (arena: Arena) => Promise<T>): Promise<T> {
  const arena = await openArena(folder);
  try {
    return await work(arena);
  } finally {
    await arena.close();
  }
}

async function attempt(arena: Arena, name: string, attack: Attack): Promise<Row> {
  const before = arena.worker.started();
  const { job, reason } = await attack(arena);
  await arena.settled(job);
  const destructive = arena.worker.started() - before;
  return { class: name, refused: destructive === 0 && reason !== '' ? 'yes' : 'no', reason, destructive };
}

function figuresOf(rows: readonly Row[]): Figure[] {
  const figure = (name: string, value: number, wanted: number, unit: string): Figure => {
    return { name, value, unit, bar: `= ${wanted}`, ok: value === wanted };
  };
  const refused = rows.filter((row) => row.refused === 'yes').length;
  const started = rows.reduce((sum, { destructive }) => sum + destructive, 0);
  return [
    figure('classes refused with a reason', refused, rows.length, 'classes'),
    figure('destructive cmdlets', started, 0, 'cmdlets'),
  ];
}
