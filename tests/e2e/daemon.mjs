// SPDX-License-Identifier: MIT
// The real lecternd on ports the kernel chooses, in a folder of its own; stopped by its own process id.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Starts `binary` with a configuration in `folder`. Resolves to `{ready, adminLink, log(), stop()}` once its ready line is
 * out; `ready` holds the bound addresses.
 */
export async function startDaemon(binary, folder, { certificate, key }) {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'lectern.toml');
  writeFileSync(config, `
[site]
name = "Test School"
state_dir = "${join(folder, 'state')}"
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
`);
  const child = spawn(binary, ['--config', config], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  let adminLink;
  const ready = await new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`lecternd was not ready in 20 s\n${lines.join('\n')}`)), 20_000);
    exited.then(({ code, signal }) => reject(new Error(`lecternd ended (${code ?? signal})\n${lines.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const link = line.match(/https?:\/\/\S+\/register#invitation=\S+/);
      if (link) adminLink = link[0];
      if (line.startsWith('ready ')) {
        clearTimeout(deadline);
        resolve(JSON.parse(line.slice('ready '.length)));
      }
    });
  });
  return {
    ready,
    adminLink,
    pid: child.pid,
    log: () => lines.join('\n'),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
      const end = await exited;
      clearTimeout(timer);
      return end;
    },
  };
}
