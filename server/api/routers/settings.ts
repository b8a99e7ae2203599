import { z } from "zod";
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
import { router, userProcedure } from "../trpc";

export const settingsRouter = router({
  get: userProcedure.query(({ ctx }) => instanceSettings(ctx.services)),
  update: userProcedure.input(instanceSettingsSchema).mutation(({ ctx, input }) => updateSettings(ctx.services, input)),
  info: userProcedure.query(({ ctx }) => instanceInfo(ctx.services)),
});

export const variablesRouter = router({
  list: userProcedure.query(({ ctx }) => listVariables(ctx.services)),
  set: userProcedure.input(variableSchema).mutation(({ ctx, input }) => setVariable(ctx.services, input)),
  delete: userProcedure
    .input(z.strictObject({ name: z.string() }))
    .mutation(({ ctx, input }) => deleteVariable(ctx.services, input)),
});
