// SPDX-License-Identifier: MIT
// An OpenID provider for the tests: one client, and whoever types a name is that person. It prints
// its issuer, then reads a line from its standard input, the client's redirect address and perhaps
// the word "sub-only", and serves. It prints how each back-channel logout went; with the word, its
// logout tokens name the person and no session.
import Provider from 'oidc-provider';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
  createInterface({ input: process.stdin }).once('line', (line) => {
    const [redirectUri, word] = line.split(' ');
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'lectern',
          client_secret: 'the secret of the client',
          redirect_uris: [redirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          backchannel_logout_uri: redirectUri.replace(/callback$/, 'backchannel-logout'),
          backchannel_logout_session_required: word !== 'sub-only',
        },
      ],
      claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
      // Otherwise the ID token has no name and no address.
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      features: { backchannelLogout: { enabled: true } },
      cookies: { keys: ['only for tests'] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, name: `Name of ${id}`, email: `${id}@example.org` }),
      }),
    });
    provider.on('backchannel.success', () => console.log('logout: told'));
    provider.on('backchannel.error', (_, error) => console.log(`logout: ${error.message}`));
    server.on('request', provider.callback());
    console.log('ready');
  });
});
