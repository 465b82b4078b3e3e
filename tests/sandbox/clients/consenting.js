// Knows how a person consents in the browser: two plain forms, then back.
'use strict';

const assert = require('node:assert/strict');

function filledIn(page, fields) {
  const form = new URLSearchParams();
  for (const [, name, value] of page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)) {
    form.append(name, value);
  }
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

// Signs in, chooses a company, and returns the address one is sent back to.
exports.consent = async function consent(address, realm, action = 'connect') {
  const where = address.split('?')[0];
  const post = (page, fields) =>
    fetch(where, { method: 'POST', body: filledIn(page, fields), redirect: 'manual' });
  let page = await (await fetch(address)).text();
  page = await (
    await post(page, {
      email: 'owner@local-intuit.test',
      password: 'local-intuit',
      action: 'sign-in',
    })
  ).text();
  const answer = await post(page, { realm_id: realm, action });
  assert.equal(answer.status, 302, await answer.text());
  return answer.headers.get('location');
};
