import { defineCredential, p } from "@/nodes/sdk";
import { isExpired, renewSignIn, type SignIn, signedInParams, signInBy } from "./oauth2-sign-in";

type Preset = Pick<SignIn, "authorizeUrl" | "tokenUrl" | "sendClient"> & {
  type: string;
  label: string;
  summary: string;
  scope: string;
  scopeHelp: string;
  extra?: string;
  issuer?: string;
  testUrl: string;
  hosts: readonly string[];
};

/** A service whose addresses are known: its client and its scopes are all that is asked for. */
const signInAt = ({
  type,
  label,
  summary,
  scope,
  scopeHelp,
  testUrl,
  hosts,
  extra = "",
  issuer = "",
  ...service
}: Preset) =>
  defineCredential({
    ...{ type, label, summary, hosts },
    params: {
      clientId: p.text({ label: "Client id", required: true }),
      clientSecret: p.secret({ label: "Client secret" }),
      scope: p.text({ label: "Scope", default: scope, help: scopeHelp }),
      accessToken: p.secret({ label: "Access token", onlyWhen: { clientId: [] } }),
      refreshToken: p.secret({ label: "Refresh token", onlyWhen: { clientId: [] } }),
      ...signedInParams,
    },
    authenticate: ({ headers }, { accessToken }) => headers.set("authorization", `Bearer ${accessToken}`),
    connect: signInBy((client: { clientId: string; clientSecret: string; scope: string }) => ({
      ...{ ...service, ...client, extra, issuer, pkce: true },
    })),
    renew: {
      isOnce: () => true,
      isMissing: isExpired,
      ask: (values, http) => renewSignIn({ ...service, ...values }, values, http),
    },
    test: () => ({ url: testUrl }),
  });

export const googleSignIn = signInAt({
  ...{ type: "oauth2.google", label: "Google", summary: "Signs in at Google with a client of your project" },
  authorizeUrl: "https://accounts.google.com/o/oauth2/v2/auth",
  tokenUrl: "https://oauth2.googleapis.com/token",
  ...{ sendClient: "body", issuer: "https://accounts.google.com" },
  // Without both Google gives a refresh token the first time only.
  extra: "access_type=offline&prompt=consent",
  scope: "openid email https://www.googleapis.com/auth/spreadsheets",
  scopeHelp: "What the workflows may do, with spaces between",
  testUrl: "https://openidconnect.googleapis.com/v1/userinfo",
  hosts: ["*.googleapis.com"],
});

export const gitHubSignIn = signInAt({
  ...{ type: "oauth2.gitHub", label: "GitHub", summary: "Signs in at GitHub with an OAuth app" },
  authorizeUrl: "https://github.com/login/oauth/authorize",
  tokenUrl: "https://github.com/login/oauth/access_token",
  ...{ sendClient: "body", scope: "repo", scopeHelp: "What the workflows may do, with spaces between" },
  testUrl: "https://api.github.com/user",
  hosts: ["api.github.com", "uploads.github.com"],
});

export const microsoftSignIn = signInAt({
  ...{ type: "oauth2.microsoft", label: "Microsoft", summary: "Signs in at Microsoft with an app registration" },
  authorizeUrl: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
  tokenUrl: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
  sendClient: "body",
  scope: "openid email offline_access User.Read",
  scopeHelp: "What the workflows may do, with spaces between. Without offline_access the sign-in ends after an hour",
  testUrl: "https://graph.microsoft.com/v1.0/me",
  hosts: ["graph.microsoft.com"],
});

export const slackSignIn = signInAt({
  ...{ type: "oauth2.slack", label: "Slack", summary: "Signs in at Slack with an app of your workspace" },
  authorizeUrl: "https://slack.com/oauth/v2/authorize",
  tokenUrl: "https://slack.com/api/oauth.v2.access",
  ...{ sendClient: "body", scope: "chat:write", scopeHelp: "What the workflows may do, with commas between" },
  testUrl: "https://slack.com/api/auth.test",
  hosts: ["slack.com", "*.slack.com"],
});

export const signInPresets = [googleSignIn, gitHubSignIn, microsoftSignIn, slackSignIn] as const;
