// SPDX-License-Identifier: MIT
// A certificate authority of our own for one run, trusted by the browser through an NSS database in
// a fresh HOME: the only way to see `turns:` work as it does with a real certificate (browsers
// refuse it otherwise, error 701).
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const quiet = { stdio: ['ignore', 'ignore', 'pipe'] };

/**
 * Makes ca.pem, cert.pem (chain) and key.pem for 127.0.0.1 and localhost in `folder`; returns their
 * paths.
 */
export function makeCertificates(folder) {
  mkdirSync(folder, { recursive: true });
  const path = (name) => join(folder, name);
  const newKey = (out) =>
    execFileSync(
      'openssl',
      ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', out],
      quiet,
    );
  newKey(path('ca.key'));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-new',
      '-key',
      path('ca.key'),
      '-days',
      '2',
      '-subj',
      '/CN=Lectern test CA',
      '-addext',
      'basicConstraints=critical,CA:TRUE',
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
      '-out',
      path('ca.pem'),
    ],
    quiet,
  );
  newKey(path('key.pem'));
  execFileSync(
    'openssl',
    ['req', '-new', '-key', path('key.pem'), '-subj', '/CN=localhost', '-out', path('server.csr')],
    quiet,
  );
  writeFileSync(
    path('server.ext'),
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
  );
  execFileSync(
    'openssl',
    [
      'x509',
      '-req',
      '-in',
      path('server.csr'),
      '-CA',
      path('ca.pem'),
      '-CAkey',
      path('ca.key'),
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      path('server.ext'),
      '-out',
      path('cert.pem'),
    ],
    quiet,
  );
  return { ca: path('ca.pem'), certificate: path('cert.pem'), key: path('key.pem') };
}

/** Makes `home`/.pki/nssdb trust the authority; returns the environment for the browser. */
export function trustingHome(home, ca) {
  const database = join(home, '.pki', 'nssdb');
  mkdirSync(database, { recursive: true });
  execFileSync('certutil', ['-d', `sql:${database}`, '-N', '--empty-password'], quiet);
  execFileSync(
    'certutil',
    ['-d', `sql:${database}`, '-A', '-t', 'C,,', '-n', 'lectern-test', '-i', ca],
    quiet,
  );
  return { ...process.env, HOME: home };
}
