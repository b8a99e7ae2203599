import { defineCredential, p } from "@/nodes/sdk";
import { apiAddress, basic, bearer, below, selfHosted } from "./token-account";

/** Accounts that messages are sent with. */

export const mattermostToken = selfHosted(
  {
    ...{ type: "mattermost.token", label: "Mattermost token", url: "https://mattermost.example.com" },
    summary: "A personal or bot access token of a Mattermost server",
  },
  bearer,
  "/api/v4/users/me",
);

export const matrixToken = selfHosted(
  {
    ...{ type: "matrix.token", label: "Matrix account", url: "https://matrix.example.com" },
    summary: "Home server and access token of a Matrix account",
  },
  bearer,
  "/_matrix/client/v3/account/whoami",
);

/** Both secrets travel in the body of each message. */
export const pushoverApp = defineCredential({
  type: "pushover.app",
  label: "Pushover application",
  summary: "Application token and user key of Pushover",
  params: {
    token: p.secret({ label: "Application token", required: true }),
    user: p.secret({ label: "User or group key", required: true }),
    url: apiAddress("https://api.pushover.net/1"),
  },
});

export const twilioAccount = defineCredential({
  type: "twilio.account",
  label: "Twilio account",
  summary: "Account SID and auth token of Twilio, or of a service with the same API",
  params: {
    accountSid: p.text({ label: "Account SID", required: true }),
    authToken: p.secret({ label: "Auth token", required: true }),
    url: apiAddress("https://api.twilio.com"),
  },
  authenticate: ({ headers }, { accountSid, authToken }) => headers.set("authorization", basic(accountSid, authToken)),
  test: ({ url, accountSid }) => below(url, `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}.json`),
});
