// Ordinary use of intuit-oauth and node-quickbooks; only base addresses are set.
// Prints one JSON object of what came back.
const OAuthClient = require("intuit-oauth");
const QuickBooks = require("node-quickbooks");
const { promisify } = require("node:util");

const { grants, back } = JSON.parse(process.argv[2]);
const practice = grants.companies[0];

async function authorize() {
  const oauth = new OAuthClient({
    clientId: grants.client_id,
    clientSecret: grants.client_secret,
    environment: "sandbox",
    redirectUri: "http://localhost:9/callback",
  });
  oauth.setAuthorizeURLs({
    authorizeEndpoint: grants.urls.authorize,
    tokenEndpoint: grants.urls.token,
    revokeEndpoint: grants.urls.revoke,
    userInfoEndpoint: grants.urls.userinfo,
  });
  const asked = oauth.authorizeUri({
    scope: [OAuthClient.scopes.Accounting],
    state: "state",
  });
  const created = await oauth.createToken(back);
  const first = created.getJson();
  const refreshed = (await oauth.refresh()).getJson();
  await oauth.revoke();
  let refused = "";
  try {
    await oauth.refreshUsingToken(refreshed.refresh_token);
  } catch (error) {
    refused = `${error.error} ${error.error_description}`;
  }
  return {
    asked,
    realm: oauth.getToken().realmId,
    type: first.token_type,
    changed: first.access_token !== refreshed.access_token,
    refused,
  };
}

async function keep() {
  QuickBooks.setOauthVersion = () => {};
  QuickBooks.V3_ENDPOINT_BASE_URL = `${grants.urls.api}/v3/company/`;
  QuickBooks.TOKEN_URL = grants.urls.token;
  const client = new QuickBooks(
    grants.client_id,
    grants.client_secret,
    practice.access_token,
    false,
    practice.realm_id,
    true,
    false,
    75,
    "2.0",
    practice.refresh_token,
  );
  const call = (name, ...rest) => promisify(client[name].bind(client))(...rest);
  const refreshed = await call("refreshAccessToken");
  const customer = await call("createCustomer", { DisplayName: "Node Client" });
  const renamed = await call("updateCustomer", {
    Id: customer.Id,
    SyncToken: customer.SyncToken,
    sparse: true,
    CompanyName: "Node Pty Ltd",
  });
  const found = await call("findCustomers", [
    { field: "DisplayName", value: "Node%", operator: "LIKE" },
  ]);
  const counted = await call("findCustomers", { count: true });
  const line = {
    Amount: 450,
    DetailType: "SalesItemLineDetail",
    SalesItemLineDetail: { ItemRef: { value: "2" }, TaxCodeRef: { value: "10" } },
  };
  const invoice = await call("createInvoice", {
    CustomerRef: { value: customer.Id },
    Line: [line],
    requestId: "node-1",
  });
  const again = await call("createInvoice", {
    CustomerRef: { value: customer.Id },
    Line: [line],
    requestId: "node-1",
  });
  const pdf = await call("getInvoicePdf", invoice.Id);
  const sent = await call("sendInvoicePdf", invoice.Id, "node@client.example");
  const batch = await call("batch", [
    { bId: "1", operation: "create", Customer: { DisplayName: "Node Batch" } },
    { bId: "2", Query: "select * from Term" },
  ]);
  const changes = await call("changeDataCapture", ["Customer"], "2020-01-01");
  const voided = await call("voidInvoice", { Id: invoice.Id, SyncToken: "1" });
  const deleted = await call("deleteInvoice", invoice.Id);
  let refused = "";
  try {
    await call("createCustomer", { DisplayName: "Node Client" });
  } catch (error) {
    const fault = (error.response ? error.response.data : error).Fault;
    refused = fault.Error[0].code;
  }
  return {
    refreshed: refreshed.token_type,
    renamed: renamed.CompanyName,
    found: found.QueryResponse.Customer.map((one) => one.DisplayName),
    counted: counted.QueryResponse.totalCount,
    total: invoice.TotalAmt,
    replayed: again.Id === invoice.Id,
    pdf: pdf.slice(0, 4).toString(),
    sent: sent.EmailStatus,
    batch: batch.BatchItemResponse.map((item) => Object.keys(item).join()),
    changes: changes.CDCResponse[0].QueryResponse[0].Customer.length > 20,
    voided: voided.Invoice.TotalAmt,
    deleted: deleted.Invoice.status,
    refused,
  };
}

(async () => {
  console.log(JSON.stringify({ oauth: await authorize(), books: await keep() }));
})().catch((error) => {
  console.error(error.response ? JSON.stringify(error.response.data) : error);
  process.exit(1);
});
