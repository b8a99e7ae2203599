import { z } from "zod";
import {
  createCredential,
  deleteCredential,
  getCredential,
  listCredentials,
  listCredentialTypes,
  testCredential,
  updateCredential,
} from "@/server/services/credentials";
import { beginConnecting, redirectUri } from "@/server/services/oauth2";
import type { JsonObject } from "@/shared/item";
import { credential, oneOf, project } from "../about";
import { allowed, router, userProcedure } from "../trpc";

const byId = z.strictObject({ id: z.string() });
const name = z.string().trim().min(1, "is required").max(128);
const allowedHosts = z.array(z.string().max(300)).max(200).optional();
const values = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

export const credentialsRouter = {
  credentialTypes: router({ list: userProcedure.query(({ ctx }) => listCredentialTypes(ctx.locale)) }),
  credentials: router({
    list: userProcedure.query(({ ctx }) => listCredentials(ctx.services)),
    get: allowed("edit", credential())
      .input(byId)
      .query(({ ctx, input }) => getCredential(ctx.services, input)),
    create: allowed("edit", project())
      .input(z.strictObject({ name, type: z.string(), values, allowedHosts, projectId: z.string().max(64).optional() }))
      .mutation(({ ctx, input }) => createCredential(ctx.services, input)),
    update: allowed("edit", credential())
      .input(z.strictObject({ id: z.string(), name, values, allowedHosts }))
      .mutation(({ ctx, input }) => updateCredential(ctx.services, input)),
    delete: allowed("edit", credential())
      .input(byId)
      .mutation(({ ctx, input }) => deleteCredential(ctx.services, input)),
    connect: allowed("edit", credential())
      .input(byId)
      .mutation(({ ctx, input }) => {
        const session = { userId: ctx.user.id, sessionId: ctx.sessionId };
        return beginConnecting(ctx.services, input, session);
      }),
    redirectUri: userProcedure.query(({ ctx }) => redirectUri(ctx.services)),
    test: allowed("edit", oneOf(credential()))
      .input(z.union([byId, z.strictObject({ type: z.string(), values, allowedHosts })]))
      .mutation(({ ctx, input }) => testCredential(ctx.services, input)),
  }),
};
