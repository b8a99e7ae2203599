import { defineCredential, p } from "@/nodes/sdk";

const testUrl = p.text({
  label: "Test URL",
  help: "An address that answers 2xx when the credential is right. Only used by the Test button",
  placeholder: "https://api.example.com/me",
});
const testOf = (values: { testUrl: string }) => (values.testUrl ? { url: values.testUrl } : undefined);

export const basicAuth = defineCredential({
  type: "http.basic",
  label: "Basic auth",
  summary: "User name and password in the Authorization header",
  params: { user: p.text({ label: "User", required: true }), password: p.secret({ label: "Password" }), testUrl },
  authenticate: ({ headers }, { user, password }) =>
    headers.set("authorization", `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`),
  test: testOf,
});

export const bearerToken = defineCredential({
  type: "http.bearer",
  label: "Bearer token",
  summary: "A token in the Authorization header",
  params: { token: p.secret({ label: "Token", required: true }), testUrl },
  authenticate: ({ headers }, { token }) => headers.set("authorization", `Bearer ${token}`),
  test: testOf,
});

export const headerAuth = defineCredential({
  type: "http.header",
  label: "Header",
  summary: "A secret in a header of your choice, such as X-Api-Key",
  params: {
    name: p.text({ label: "Header name", required: true, placeholder: "X-Api-Key" }),
    value: p.secret({ label: "Value", required: true }),
    testUrl,
  },
  authenticate: ({ headers }, { name, value }) => headers.set(name, value),
  test: testOf,
});

export const queryAuth = defineCredential({
  type: "http.query",
  label: "Query parameter",
  summary: "A secret in a query parameter of your choice",
  params: {
    name: p.text({ label: "Parameter name", required: true, placeholder: "api_key" }),
    value: p.secret({ label: "Value", required: true }),
    testUrl,
  },
  authenticate: ({ url }, { name, value }) => url.searchParams.set(name, value),
  test: testOf,
});
