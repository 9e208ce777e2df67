import { existsSync } from 'node:fs';
import { Missing, onPath, run } from './tools.mjs';

/** A redis-server to start: only its program is wanted, never a Redis of the system. */
export const redis = {
  doing: 'installing redis-server',
  wanted() {
    if (process.env.REDIS_URL || onPath('redis-server') !== undefined) return false;
    if (process.getuid?.() === 0 && onPath('apt-get') !== undefined) return true;
    throw new Missing(
      "redis-server is missing; install your system's package redis-server (Redis 7), or set REDIS_URL to a Redis.",
    );
  },
  run() {
    const apt = onPath('apt-get');
    // Runlevel 1 keeps the package's script from starting a Redis on the standard port.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const update = run(apt, ['update', '-q'], { env });
    const result = run(apt, ['install', '-q', '-y', '--no-install-recommends', 'redis-server'], { env });
    // systemd takes no notice of the runlevel.
    if (existsSync('/run/systemd/system')) run('systemctl', ['disable', '--now', 'redis-server']);
    if (!result.ok || onPath('redis-server') === undefined) {
      throw new Missing(
        'redis-server could not be installed; install the package redis-server (Redis 7) by hand, or set REDIS_URL to a Redis.',
        [update.ok ? '' : update.output, result.output].join('\n').trim(),
      );
    }
  },
};
