import { version } from "../../package.json";
import { credentialsRouter } from "./routers/credentials";
import { executionsRouter, expressionsRouter, testWebhooksRouter } from "./routers/executions";
import { nodeTypesRouter } from "./routers/node-types";
import { settingsRouter, variablesRouter } from "./routers/settings";
import { templatesRouter, workflowsRouter } from "./routers/workflows";
import { publicProcedure, router } from "./trpc";

export const appRouter = router({
  me: router({
    get: publicProcedure.query(({ ctx }) => ({ user: ctx.user, needsSetup: ctx.needsSetup(), version })),
  }),
  workflows: workflowsRouter,
  templates: templatesRouter,
  executions: executionsRouter,
  expressions: expressionsRouter,
  testWebhooks: testWebhooksRouter,
  credentials: credentialsRouter.credentials,
  credentialTypes: credentialsRouter.credentialTypes,
  nodeTypes: nodeTypesRouter,
  settings: settingsRouter,
  variables: variablesRouter,
});

export type AppRouter = typeof appRouter;
