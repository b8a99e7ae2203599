import { defineCredential, NodeError, p } from "@/nodes/sdk";
import { isExpired, renewSignIn, type SignIn, signedInParams, signInBy } from "./oauth2-sign-in";
import { askForTokens } from "./oauth2-tokens";
import { testOf, testUrl } from "./test-url";

export const oauth2 = defineCredential({
  type: "http.oauth2",
  label: "OAuth2",
  summary: "Access tokens that are renewed when they expire",
  params: {
    grant: p.select({
      label: "Token from",
      options: [
        { value: "clientCredentials", label: "Client id and secret" },
        { value: "authorizationCode", label: "Signing in at the service" },
        { value: "refreshToken", label: "A refresh token" },
      ],
    }),
    authorizeUrl: p.text({
      label: "Authorization URL",
      placeholder: "https://auth.example.com/oauth/authorize",
      onlyWhen: { grant: ["authorizationCode"] },
    }),
    tokenUrl: p.text({ label: "Token URL", required: true, placeholder: "https://auth.example.com/oauth/token" }),
    clientId: p.text({ label: "Client id", required: true }),
    clientSecret: p.secret({ label: "Client secret" }),
    refreshToken: p.secret({ label: "Refresh token", onlyWhen: { grant: ["refreshToken"] } }),
    scope: p.text({ label: "Scope", placeholder: "read write" }),
    accessToken: p.secret({
      label: "Access token",
      help: "May stay empty: the first request gets one",
      onlyWhen: { grant: ["clientCredentials", "refreshToken"] },
    }),
    sendClient: p.select({
      label: "Send client id and secret",
      options: [
        { value: "header", label: "In the header" },
        { value: "body", label: "In the body" },
      ],
      advanced: true,
    }),
    pkce: p.toggle({
      label: "PKCE",
      help: "Binds the sign-in to this server. Turn it off for services that refuse it",
      default: true,
      advanced: true,
      onlyWhen: { grant: ["authorizationCode"] },
    }),
    extra: p.text({
      label: "More parameters of the sign-in",
      placeholder: "access_type=offline&prompt=consent",
      advanced: true,
      onlyWhen: { grant: ["authorizationCode"] },
    }),
    issuer: p.text({
      label: "Issuer",
      help: "What the service must call itself in its answer. Empty: not looked at",
      placeholder: "https://auth.example.com",
      advanced: true,
      onlyWhen: { grant: ["authorizationCode"] },
    }),
    testUrl,
    ...signedInParams,
  },
  authenticate: ({ headers }, { accessToken }) => headers.set("authorization", `Bearer ${accessToken}`),
  connect: {
    onlyWhen: { grant: ["authorizationCode"] },
    ...signInBy((values: SignIn) => values),
  },
  renew: {
    isOnce: ({ grant }) => grant !== "clientCredentials",
    isMissing: (values) => (values.grant === "authorizationCode" ? isExpired(values) : values.accessToken === ""),
    async ask(values, http) {
      const { grant, refreshToken, scope } = values;
      if (grant === "authorizationCode") return renewSignIn(values, values, http);
      if (grant === "refreshToken" && !refreshToken) throw noRefreshToken();
      const fields: [string, string][] =
        grant === "refreshToken"
          ? [
              ["grant_type", "refresh_token"],
              ["refresh_token", refreshToken],
            ]
          : [["grant_type", "client_credentials"]];
      if (scope && grant === "clientCredentials") fields.push(["scope", scope]);
      const { accessToken, refreshToken: next } = await askForTokens(values, fields, http);
      return { accessToken, ...(next && { refreshToken: next }) };
    },
  },
  test: testOf,
});

const noRefreshToken = () =>
  new NodeError("The OAuth2 credential has no refresh token", {
    code: "OAUTH2_REFUSED",
    hint: "Enter one in the credential, or choose client id and secret",
  });
