// node-quickbooks as its own documentation uses it.
//
// Addresses are set with the static members the client offers for it:
// V3_ENDPOINT_BASE_URL, TOKEN_URL, REVOKE_URL and USER_INFO_URL.
//
//     NODE_PATH=… node node_quickbooks.js GRANTS
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const { promisify } = require('node:util');
const QuickBooks = require('node-quickbooks');

const { receiver } = require('./receiver');
const { run, telling } = require('./telling');

const AUSTRALIA = '9341454210000101';
const AMERICA = '9341454210000201';
const VERIFIER = 'b5771f19-node-quickbooks';
const LISTS = {
  Account: 'Accounts',
  Class: 'Classes',
  CompanyInfo: 'CompanyInfos',
  CreditMemo: 'CreditMemos',
  Customer: 'Customers',
  Department: 'Departments',
  Employee: 'Employees',
  Estimate: 'Estimates',
  Invoice: 'Invoices',
  Item: 'Items',
  Payment: 'Payments',
  PaymentMethod: 'PaymentMethods',
  SalesReceipt: 'SalesReceipts',
  TaxAgency: 'TaxAgencies',
  TaxCode: 'TaxCodes',
  TaxRate: 'TaxRates',
  Term: 'Terms',
  Vendor: 'Vendors',
};

async function refused(promise, status, code) {
  let error;
  try {
    await promise;
  } catch (raised) {
    error = raised;
  }
  assert.ok(error, 'The request was not refused.');
  const body = error.response ? error.response.data : error;
  if (error.response) assert.equal(error.response.status, status, JSON.stringify(body));
  const fault = body.Fault || body.fault;
  const first = (fault.Error || fault.error)[0];
  assert.equal(first.code, code, JSON.stringify(fault));
  return first;
}

async function walkThrough(known, realm, code) {
  const company = known.companies.find((one) => one.realm_id === realm);
  const tell = telling(`node-quickbooks, ${company.name}`);
  const sandbox = true;
  const qbo = new QuickBooks(
    known.client_id,
    known.client_secret,
    company.access_token,
    false,
    realm,
    sandbox,
    false,
    null,
    '2.0',
    company.refresh_token,
  );
  const ask = (name, ...given) => promisify(qbo[name].bind(qbo))(...given);
  const find = async (name, criteria) => (await ask(`find${LISTS[name]}`, criteria)).QueryResponse;
  const line = (amount, more = {}) => ({
    DetailType: 'SalesItemLineDetail',
    Amount: amount,
    SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: code }, ...more },
  });

  await tell('refreshes its token', async () => {
    const before = qbo.token;
    const answer = await ask('refreshAccessToken');
    assert.equal(answer.expires_in, 3600);
    assert.notEqual(qbo.token, before);
  });

  await tell('reads company and preferences', async () => {
    const info = await ask('getCompanyInfo', realm);
    assert.equal(info.CompanyName, company.name);
    assert.ok((await ask('getPreferences')).SalesFormsPrefs);
  });

  for (const name of Object.keys(LISTS)) {
    await tell(`finds, counts and reads ${name}`, async () => {
      const all = (await find(name, { fetchAll: true, limit: 10 }))[name] || [];
      const { totalCount } = await find(name, [{ count: true }]);
      assert.equal(all.length, totalCount);
      assert.equal(new Set(all.map((one) => one.Id)).size, all.length);
      if (all.length && name !== 'CompanyInfo') {
        assert.equal((await ask(`get${name}`, all[0].Id)).Id, all[0].Id);
      }
    });
  }

  const name = "Zoë's \\ Bakery & Söhne, 100%";
  let customer;
  await tell('creates a customer', async () => {
    customer = await ask('createCustomer', {
      DisplayName: name,
      PrimaryEmailAddr: { Address: 'zoe@example.com' },
    });
    assert.equal(customer.DisplayName, name);
    assert.equal(customer.SyncToken, '0');
  });

  await tell('finds it with an object, with operators, with a list, in order', async () => {
    const whole = await find('Customer', { FullyQualifiedName: "Zoë's Bakery" });
    assert.deepEqual(whole, {});
    const like = await find('Customer', [
      { field: 'DisplayName', value: "Zoë's%", operator: 'LIKE' },
      { field: 'Balance', value: '0', operator: '<=' },
    ]);
    const listed = await find('Customer', [
      { field: 'Id', value: [customer.Id, '98765'], operator: 'IN' },
    ]);
    const flags = await find('Customer', { Active: true, Id: customer.Id });
    for (const found of [like, listed, flags]) {
      assert.deepEqual(found.Customer.map((one) => one.Id), [customer.Id]);
    }
    const { Customer: sorted } = await find('Customer', [
      { field: 'desc', value: 'MetaData.CreateTime' },
      { field: 'limit', value: 3 },
    ]);
    assert.equal(sorted.length, 3);
    assert.equal(sorted[0].Id, customer.Id);
  });

  await tell('pages: limit, offset, count with a condition', async () => {
    const first = await find('Customer', { limit: 4, asc: 'Id' });
    const second = await find('Customer', { limit: 4, offset: 5, asc: 'Id' });
    assert.equal(first.maxResults, 4);
    assert.equal(second.startPosition, 5);
    const ids = [...first.Customer, ...second.Customer].map((one) => Number(one.Id));
    assert.deepEqual(ids, [...ids].sort((one, other) => one - other));
    const counted = await find('Customer', [
      { field: 'Active', value: [true, false], operator: 'IN' },
      { field: 'count', value: true, count: true },
    ].slice(0, 1).concat({ count: true }));
    assert.ok(counted.totalCount >= 8);
  });

  await tell('updates it sparsely and in full', async () => {
    const part = await ask('updateCustomer', {
      Id: customer.Id,
      SyncToken: '0',
      CompanyName: 'Zoë Pty Ltd',
    });
    assert.equal(part.SyncToken, '1');
    assert.equal(part.PrimaryEmailAddr.Address, 'zoe@example.com');
    const full = await ask('updateCustomer', {
      Id: customer.Id,
      SyncToken: '1',
      sparse: false,
      DisplayName: 'Zoë',
    });
    assert.equal(full.SyncToken, '2');
    assert.equal(full.PrimaryEmailAddr, undefined);
    assert.equal(full.FullyQualifiedName, 'Zoë');
  });

  let invoice;
  await tell('creates an invoice, once for a request id', async () => {
    const wanted = () => ({
      CustomerRef: { value: customer.Id },
      Line: [line(300, { Qty: 3, UnitPrice: 100 })],
      requestId: `node-${realm}`,
    });
    invoice = await ask('createInvoice', wanted());
    const again = await ask('createInvoice', wanted());
    assert.deepEqual(again, invoice);
    assert.equal(invoice.Balance, invoice.TotalAmt);
    const found = await find('Invoice', { CustomerRef: customer.Id });
    assert.equal(found.Invoice.length, 1);
  });

  await tell('changes an invoice sparsely', async () => {
    invoice = await ask('updateInvoice', {
      Id: invoice.Id,
      SyncToken: invoice.SyncToken,
      PrivateNote: 'from node',
    });
    assert.equal(invoice.SyncToken, '1');
    assert.equal(invoice.Line[0].Amount, 300);
  });

  await tell('sends it and prints it', async () => {
    const sent = await ask('sendInvoicePdf', invoice.Id, 'zoe@example.com');
    const answered = sent.Invoice || sent;
    assert.equal(answered.EmailStatus, 'EmailSent');
    assert.equal(answered.BillEmail.Address, 'zoe@example.com');
    const pdf = await ask('getInvoicePdf', invoice.Id);
    assert.equal(Buffer.from(pdf).subarray(0, 5).toString(), '%PDF-');
  });

  await tell('receives a payment, and voids it', async () => {
    const payment = await ask('createPayment', {
      CustomerRef: { value: customer.Id },
      TotalAmt: 100,
      Line: [{ Amount: 100, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
    });
    assert.equal(payment.UnappliedAmt, 0);
    const paid = await ask('getInvoice', invoice.Id);
    assert.equal(paid.Balance, invoice.TotalAmt - 100);
    const voided = await ask('voidPayment', {
      Id: payment.Id,
      SyncToken: payment.SyncToken,
      sparse: true,
    });
    assert.equal((voided.Payment || voided).TotalAmt, 0);
    assert.equal((await ask('getInvoice', invoice.Id)).Balance, invoice.TotalAmt);
  });

  await tell('voids an invoice by id and deletes it', async () => {
    await ask('voidInvoice', invoice.Id);
    assert.equal((await ask('getInvoice', invoice.Id)).TotalAmt, 0);
    const gone = await ask('deleteInvoice', invoice.Id);
    assert.deepEqual(gone.Invoice, { domain: 'QBO', status: 'Deleted', Id: invoice.Id });
    await refused(ask('getInvoice', invoice.Id), 400, '610');
  });

  await tell('works a batch: create, update, delete, query, a fault', async () => {
    const memo = await ask('createCreditMemo', {
      CustomerRef: { value: customer.Id },
      Line: [line(10)],
    });
    const answer = await ask('batch', [
      { bId: '1', operation: 'create', Customer: { DisplayName: 'In a batch' } },
      { bId: '2', operation: 'delete', CreditMemo: { Id: memo.Id, SyncToken: '0' } },
      {
        bId: '3',
        operation: 'update',
        Customer: { Id: customer.Id, SyncToken: '2', sparse: true, CompanyName: 'Batch' },
      },
      { bId: '4', Query: "select * from Customer where Active = true maxresults 2" },
      { bId: '5', operation: 'create', Customer: { DisplayName: 'Zoë' } },
    ]);
    const byId = Object.fromEntries(answer.BatchItemResponse.map((one) => [one.bId, one]));
    assert.equal(byId[1].Customer.SyncToken, '0');
    assert.equal(byId[2].CreditMemo.status, 'Deleted');
    assert.equal(byId[3].Customer.CompanyName, 'Batch');
    assert.equal(byId[4].QueryResponse.Customer.length, 2);
    assert.equal(byId[5].Fault.Error[0].code, '6240');
  });

  await tell('captures changed data', async () => {
    const since = new Date(Date.now() - 3600 * 1000);
    const answer = await ask('changeDataCapture', ['Customer', 'Invoice'], since);
    const found = answer.CDCResponse[0].QueryResponse;
    const customers = found.find((one) => one.Customer).Customer;
    assert.ok(customers.some((one) => one.Id === customer.Id));
    const invoices = found.find((one) => one.Invoice).Invoice;
    const stub = invoices.find((one) => one.Id === invoice.Id);
    assert.equal(stub.status, 'Deleted');
    assert.ok(stub.MetaData.LastUpdatedTime);
  });

  await tell("is refused in QuickBooks' manner", async () => {
    await refused(ask('createCustomer', { DisplayName: 'zoë' }), 400, '6240');
    await refused(ask('createCustomer', { DisplayNam: 'Typo' }), 400, '2010');
    await refused(ask('createInvoice', { CustomerRef: { value: customer.Id } }), 400, '2020');
    await refused(ask('getCustomer', '987654'), 400, '610');
    await refused(ask('findCustomers', { NoSuchField: 'x' }), 400, '4001');
    await refused(
      ask('updateCustomer', { Id: customer.Id, SyncToken: '0', CompanyName: 'Late' }),
      400,
      '5010',
    );
  });

  await tell('checks the signature of a webhook', async () => {
    const hook = await receiver();
    const control = `${known.urls.api}/_control/webhooks`;
    const steer = (method, body) =>
      fetch(control, { method, body, headers: { 'Content-Type': 'application/json' } });
    await steer('POST', JSON.stringify({ url: hook.url, verifier: VERIFIER, form: 'legacy' }));
    const made = await ask('createCustomer', { DisplayName: 'Notified' });
    const { body, signature } = await hook.next();
    const own = crypto.createHmac('sha256', VERIFIER).update(body).digest('base64');
    assert.equal(signature, own);
    const [{ realmId, dataChangeEvent }] = JSON.parse(body).eventNotifications;
    assert.equal(realmId, realm);
    const [{ name: kind, id, operation }] = dataChangeEvent.entities;
    assert.deepEqual([kind, id, operation], ['Customer', made.Id, 'Create']);
    await steer('DELETE');
    hook.close();
  });

  await tell('revokes its tokens; the next call is refused', async () => {
    const { token } = qbo;
    await ask('revokeAccess', true);
    assert.equal(qbo.token, null);
    qbo.token = token;
    qbo.realmId = realm;
    await refused(ask('getCustomer', customer.Id), 401, '3200');
  });
  tell.done();
}

run(async () => {
  const known = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  QuickBooks.V3_ENDPOINT_BASE_URL = `${known.urls.api}/v3/company/`;
  QuickBooks.TOKEN_URL = known.urls.token;
  QuickBooks.REVOKE_URL = known.urls.revoke;
  QuickBooks.USER_INFO_URL = known.urls.userinfo;
  await walkThrough(known, AUSTRALIA, '10');
  await walkThrough(known, AMERICA, 'TAX');
});
