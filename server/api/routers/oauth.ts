import { z } from "zod";
import {
  createOauthClient,
  listOauthClients,
  newOauthClientSchema,
  revokeOauthClient,
  rotateOauthSecret,
  rotateSecretSchema,
} from "@/server/services/oauth-clients";
import { allowRequest, describeRequest, listGrants, withdrawGrants } from "@/server/services/oauth-grants";
import { instance } from "../about";
import { allowed, confirmed, router, userProcedure } from "../trpc";

const id = z.string().max(64);
/** What stands behind the question mark of the page's address. */
const search = z.string().max(16_000);

export const oauthClientsRouter = router({
  list: allowed("administer", instance).query(({ ctx }) => listOauthClients(ctx.services)),
  create: allowed("administer", instance)
    .use(confirmed)
    .input(newOauthClientSchema)
    .mutation(({ ctx, input }) => createOauthClient(ctx.services, input)),
  rotateSecret: allowed("administer", instance)
    .use(confirmed)
    .input(rotateSecretSchema)
    .mutation(({ ctx, input }) => rotateOauthSecret(ctx.services, input)),
  revoke: allowed("administer", instance)
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => revokeOauthClient(ctx.services, input)),
});

/** What people allow clients. */
export const oauthRouter = router({
  request: userProcedure
    .input(z.strictObject({ search }))
    .query(({ ctx, input }) => describeRequest(ctx.services, input)),
  allow: userProcedure
    .use(confirmed)
    .input(z.strictObject({ search, userId: id }))
    .mutation(({ ctx, input }) => allowRequest(ctx.services, input)),
  grants: userProcedure.query(({ ctx }) => listGrants(ctx.services)),
  withdraw: userProcedure
    .input(z.strictObject({ clientId: id }))
    .mutation(({ ctx, input }) => withdrawGrants(ctx.services, input)),
});
