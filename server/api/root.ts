import { version } from "../../package.json";
import { accountRouter, invitationsRouter, signInRouter } from "./routers/account";
import { apiNodesRouter } from "./routers/api-nodes";
import { auditRouter } from "./routers/audit";
import { credentialsRouter } from "./routers/credentials";
import { executionsRouter, expressionsRouter, testWebhooksRouter } from "./routers/executions";
import { nodeTypesRouter } from "./routers/node-types";
import { noticesRouter } from "./routers/notices";
import { oauthClientsRouter, oauthRouter } from "./routers/oauth";
import { overviewRouter } from "./routers/overview";
import { projectsRouter, usersRouter } from "./routers/projects";
import { schedulesRouter } from "./routers/schedules";
import { apiKeysRouter, settingsRouter, variablesRouter } from "./routers/settings";
import { tablesRouter } from "./routers/tables";
import { webhookRequestsRouter } from "./routers/webhook-requests";
import { templatesRouter, workflowsRouter } from "./routers/workflows";
import { publicProcedure, router } from "./trpc";

export const appRouter = router({
  me: router({
    get: publicProcedure.query(({ ctx }) => ({ user: ctx.user, needsSetup: ctx.needsSetup(), version })),
  }),
  workflows: workflowsRouter,
  templates: templatesRouter,
  executions: executionsRouter,
  schedules: schedulesRouter,
  overview: overviewRouter,
  notices: noticesRouter,
  expressions: expressionsRouter,
  testWebhooks: testWebhooksRouter,
  webhookRequests: webhookRequestsRouter,
  credentials: credentialsRouter.credentials,
  credentialTypes: credentialsRouter.credentialTypes,
  nodeTypes: nodeTypesRouter,
  tables: tablesRouter,
  apiNodes: apiNodesRouter,
  projects: projectsRouter,
  users: usersRouter,
  account: accountRouter,
  invitations: invitationsRouter,
  signIn: signInRouter,
  settings: settingsRouter,
  variables: variablesRouter,
  apiKeys: apiKeysRouter,
  oauthClients: oauthClientsRouter,
  oauth: oauthRouter,
  audit: auditRouter,
});

export type AppRouter = typeof appRouter;
