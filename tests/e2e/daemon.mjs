// SPDX-License-Identifier: MIT
// The real lecternd on ports the kernel chooses, in a folder of its own; stopped by its own process
// id.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

function writeConfig(folder, { certificate, key }, frameAncestor = null) {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'lectern.toml');
  writeFileSync(
    config,
    `
[site]
name = "Test School"
state_dir = "${join(folder, 'state')}"
contact = "help@example.org"
${frameAncestor === null ? '' : `frame_ancestors = ["${frameAncestor}"]`}
[[listen]]
address = "127.0.0.1:0"
[[listen]]
address = "127.0.0.1:0"
tls = true
[tls]
certificate = "${certificate}"
key = "${key}"
[turn]
realm = "test.example"
listen = ["127.0.0.1:0"]
relay_addresses = ["127.0.0.1"]
[metrics]
listen = "127.0.0.1:0"
[log]
level = "debug"
`,
  );
  return config;
}

/**
 * Starts `binary` with a configuration in `folder`; pages of `frameAncestor` may show it in a
 * frame. Resolves to `{ready, adminLink, log(), stop()}`
 * once its ready line is out; `ready` holds the bound addresses.
 */
export async function startDaemon(binary, folder, pki, frameAncestor) {
  const config = writeConfig(folder, pki, frameAncestor);
  return watch(
    spawn(binary, ['--config', config], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }),
    (child) => child.kill('SIGTERM'),
  );
}

/**
 * The same daemon under a service manager that keeps descriptors. `restart()` resolves when the
 * daemon is ready again; `ctl(...)` runs lecternctl.
 */
export async function startRestartable(binary, folder, pki) {
  const config = writeConfig(folder, pki);
  const program = fileURLToPath(new URL('restarting.py', import.meta.url));
  const child = spawn('python3', ['-B', program, binary, config], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const daemon = await watch(child, () => child.stdin.end());
  const ctl = (...words) => {
    const done = spawnSync(
      join(dirname(binary), 'lecternctl'),
      ['--socket', join(folder, 'state', 'control.sock'), ...words],
      { encoding: 'utf8' },
    );
    if (done.status !== 0) throw new Error(`lecternctl ${words.join(' ')}: ${done.stderr}`);
    return done.stdout;
  };
  return {
    ...daemon,
    ctl,
    restart: () => {
      const again = daemon.nextReady();
      child.stdin.write('restart\n');
      return again;
    },
  };
}

// Resolves at the first ready line.
async function watch(child, end) {
  const lines = [];
  const exited = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  let adminLink;
  let becomeReady = () => undefined;
  const nextReady = () =>
    new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error(`lecternd was not ready in 20 s\n${lines.join('\n')}`)),
        20_000,
      );
      exited.then(({ code, signal }) =>
        reject(new Error(`lecternd ended (${code ?? signal})\n${lines.join('\n')}`)),
      );
      becomeReady = (bound) => {
        clearTimeout(deadline);
        resolve(bound);
      };
    });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    const link = line.match(/https?:\/\/\S+\/register#invitation=\S+/);
    if (link) adminLink = link[0];
    if (line.startsWith('ready ')) becomeReady(JSON.parse(line.slice('ready '.length)));
  });
  const ready = await nextReady();
  return {
    ready,
    nextReady,
    adminLink,
    pid: child.pid,
    log: () => lines.join('\n'),
    async stop() {
      end(child);
      const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
      const how = await exited;
      clearTimeout(timer);
      return how;
    },
  };
}
