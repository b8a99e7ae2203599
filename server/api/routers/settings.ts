import { z } from "zod";
import {
  createApiKey,
  listApiKeys,
  newApiKeySchema,
  revokeApiKey,
  rotateApiKey,
  rotateApiKeySchema,
} from "@/server/services/api-keys";
import {
  deleteVariable,
  instanceInfo,
  instanceSettings,
  instanceSettingsSchema,
  listVariables,
  setVariable,
  updateSettings,
  variableSchema,
} from "@/server/services/settings";
import { instance, somewhere } from "../about";
import { allowed, confirmed, router, userProcedure } from "../trpc";

export const settingsRouter = router({
  get: userProcedure.query(({ ctx }) => instanceSettings(ctx.services)),
  update: allowed("administer", instance)
    .input(instanceSettingsSchema)
    .mutation(({ ctx, input }) => updateSettings(ctx.services, input)),
  info: allowed("administer", instance).query(({ ctx }) => instanceInfo(ctx.services)),
});

export const apiKeysRouter = router({
  list: userProcedure.query(({ ctx }) => listApiKeys(ctx.services)),
  create: userProcedure
    .use(confirmed)
    .input(newApiKeySchema)
    .mutation(({ ctx, input }) => createApiKey(ctx.services, input)),
  rotate: userProcedure
    .use(confirmed)
    .input(rotateApiKeySchema)
    .mutation(({ ctx, input }) => rotateApiKey(ctx.services, input)),
  revoke: userProcedure
    .input(z.strictObject({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => revokeApiKey(ctx.services, input)),
});

export const variablesRouter = router({
  list: allowed("view", somewhere).query(({ ctx }) => listVariables(ctx.services)),
  set: allowed("administer", instance)
    .input(variableSchema)
    .mutation(({ ctx, input }) => setVariable(ctx.services, input)),
  delete: allowed("administer", instance)
    .input(z.strictObject({ name: z.string() }))
    .mutation(({ ctx, input }) => deleteVariable(ctx.services, input)),
});
