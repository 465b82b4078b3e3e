// intuit-oauth for Node as its own documentation uses it.
//
// Addresses are set with what the client offers: `setAuthorizeURLs` for OAuth, and
// its own static members for the key set and for the accounting API.
//
//     NODE_PATH=… node intuit_oauth.js GRANTS
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const OAuthClient = require('intuit-oauth');

const { consent } = require('./consenting');
const { receiver } = require('./receiver');
const { run, telling } = require('./telling');

const CALLBACK = 'http://localhost:5999/callback';
const VERIFIER = 'b5771f19-node';

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('The request was not refused.');
}

run(async () => {
  const known = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const realm = known.companies[0].realm_id;
  const tell = telling('intuit-oauth (Node)');
  const make = (more = {}) =>
    new OAuthClient({
      clientId: known.client_id,
      clientSecret: known.client_secret,
      environment: 'sandbox',
      redirectUri: CALLBACK,
      ...more,
    }).setAuthorizeURLs({
      authorizeEndpoint: known.urls.authorize,
      tokenEndpoint: known.urls.token,
      revokeEndpoint: known.urls.revoke,
      userInfoEndpoint: known.urls.userinfo,
    });
  OAuthClient.jwks_uri = known.urls.jwks;
  OAuthClient.environment.sandbox = `${known.urls.api}/`;

  const client = make();
  const { scopes } = OAuthClient;
  const address = client.authorizeUri({
    scope: [scopes.Accounting, scopes.OpenId, scopes.Email, scopes.Profile],
    state: 'a-state',
  });

  await tell('comes back with access_denied after No thanks', async () => {
    const back = new URL(await consent(address, realm, 'deny')).searchParams;
    assert.equal(back.get('error'), 'access_denied');
    assert.equal(back.get('state'), 'a-state');
  });

  let back;
  await tell('is sent back with code, state and company', async () => {
    back = await consent(address, realm);
    const { searchParams } = new URL(back);
    assert.equal(searchParams.get('state'), 'a-state');
    assert.equal(searchParams.get('realmId'), realm);
    assert.ok(searchParams.get('code'));
  });

  await tell('exchanges the code for tokens', async () => {
    const answer = await client.createToken(back);
    const token = answer.getJson();
    assert.equal(token.token_type, 'bearer');
    assert.equal(token.expires_in, 3600);
    assert.equal(token.x_refresh_token_expires_in, 8726400);
    assert.equal(token.x_refresh_token_hard_expires_in, undefined);
    assert.ok(answer.getIntuitTid());
    assert.equal(client.getToken().realmId, realm);
    assert.ok(client.isAccessTokenValid());
  });

  await tell('validates the id token with the published key', async () => {
    assert.equal(await client.validateIdToken(), true);
  });

  await tell('refuses an id token that was tampered with', async () => {
    const other = make({ token: { ...client.getToken() } });
    const [head, body, seal] = client.getToken().id_token.split('.');
    other.setToken({ id_token: `${head}.${body}.${seal.slice(0, -6)}AAAAAA` });
    await refusal(other.validateIdToken());
  });

  await tell('learns who consented', async () => {
    const person = (await client.getUserInfo()).getJson();
    assert.equal(person.email, 'owner@local-intuit.test');
    assert.equal(person.emailVerified, true);
  });

  await tell('cannot use the code twice', async () => {
    const error = await refusal(make().createToken(back));
    assert.equal(error.error, 'invalid_grant');
    assert.equal(error.authResponse.status(), 400);
    assert.ok(error.intuit_tid);
  });

  await tell('reads the company', async () => {
    const answer = await client.makeApiCall({ url: `/v3/company/${realm}/companyinfo/${realm}` });
    assert.equal(answer.json.CompanyInfo.CompanyName, known.companies[0].name);
    assert.match(answer.headers['content-type'], /^application\/json/);
  });

  let customer;
  await tell('creates a customer', async () => {
    const answer = await client.makeApiCall({
      url: `/v3/company/${realm}/customer?minorversion=75`,
      method: 'POST',
      body: { DisplayName: 'Made by makeApiCall' },
    });
    customer = answer.json.Customer;
    assert.equal(customer.SyncToken, '0');
  });

  await tell('queries with parameters and in a posted text', async () => {
    const query = `select * from Customer where Id = '${customer.Id}'`;
    const url = `/v3/company/${realm}/query`;
    const asked = await client.makeApiCall({ url, params: { query, minorversion: 75 } });
    const posted = await client.makeApiCall({
      url,
      method: 'POST',
      headers: { 'Content-Type': 'application/text' },
      body: query,
    });
    for (const answer of [asked, posted]) {
      assert.equal(answer.json.QueryResponse.Customer[0].DisplayName, 'Made by makeApiCall');
    }
  });

  await tell('tells a fault of the service', async () => {
    const error = await refusal(
      client.makeApiCall({
        url: `/v3/company/${realm}/customer`,
        method: 'POST',
        body: { DisplayName: 'made by makeapicall' },
      }),
    );
    assert.equal(error.faultType, 'ValidationFault');
    assert.equal(error.fault.errors[0].code, '6240');
  });

  await tell('checks the signature of a webhook', async () => {
    const hook = await receiver();
    const control = `${known.urls.api}/_control/webhooks`;
    const steer = (method, body) =>
      fetch(control, { method, body, headers: { 'Content-Type': 'application/json' } });
    await steer('POST', JSON.stringify({ url: hook.url, verifier: VERIFIER }));
    await client.makeApiCall({
      url: `/v3/company/${realm}/customer`,
      method: 'POST',
      body: { Id: customer.Id, SyncToken: '0', sparse: true, CompanyName: 'Node' },
    });
    const { body, signature } = await hook.next();
    const own = crypto.createHmac('sha256', VERIFIER).update(body).digest('base64');
    assert.equal(signature, own);
    const [event] = JSON.parse(body);
    assert.equal(event.type, 'qbo.customer.updated.v1');
    assert.equal(event.intuitentityid, customer.Id);
    assert.equal(event.intuitaccountid, realm);
    await steer('DELETE');
    hook.close();
  });

  await tell('refreshes its tokens, and learns their hard end if it asks', async () => {
    const before = client.getToken().access_token;
    await client.refresh();
    assert.notEqual(client.getToken().access_token, before);
    const asking = make({ includeRefreshTokenHardExpiresIn: true });
    const answer = await asking.refreshUsingToken(client.getToken().refresh_token);
    const seconds = answer.getJson().x_refresh_token_hard_expires_in;
    assert.ok(seconds > 150000000 && seconds <= 157680000, String(seconds));
    client.setToken({ ...client.getToken(), ...answer.getJson(), createdAt: Date.now() });
  });

  await tell('is refused with a wrong secret', async () => {
    const wrong = make({ clientSecret: 'wrong' });
    const error = await refusal(wrong.refreshUsingToken(client.getToken().refresh_token));
    assert.equal(error.authResponse.status(), 401);
    assert.equal(error.error, 'invalid_client');
  });

  await tell('revokes its tokens and cannot refresh after that', async () => {
    const old = client.getToken().refresh_token;
    const access = client.getToken().access_token;
    assert.equal((await client.revoke({ refresh_token: old })).status(), 200);
    const error = await refusal(make().refreshUsingToken(old));
    assert.equal(error.error, 'invalid_grant');
    assert.equal(error.error_description, 'Incorrect or invalid refresh token');
    client.setToken({ access_token: access, expires_in: 3600 });
    const late = await refusal(
      client.makeApiCall({ url: `/v3/company/${realm}/companyinfo/${realm}` }),
    );
    assert.equal(late.code, '401');
    assert.ok(late.intuitTid);
  });
  tell.done();
});
