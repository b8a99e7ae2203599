import { z } from "zod";
import { accountInfo, disconnectProvider, renameAccount, setSignInRules, signInRules } from "@/server/services/account";
import {
  acceptInvitation,
  acceptSchema,
  invite,
  listInvitations,
  lookAtInvitation,
  newInvitationSchema,
  resetPassword,
  revokeInvitation,
} from "@/server/services/invitations";
import { endOtherSessions, endSession, endSessionsOf, listSessions } from "@/server/services/sessions";
import {
  deleteProvider,
  listProviders,
  providerButtons,
  providerSchema,
  saveProvider,
} from "@/server/services/sign-in-providers";
import { instance } from "../about";
import { allowed, confirmed, publicProcedure, router, userProcedure } from "../trpc";

const id = z.string().max(64);

/** What people do with their own account. Only this can be called while the rules ask for a second factor. */
export const accountRouter = router({
  get: userProcedure.query(({ ctx }) => accountInfo(ctx.services)),
  rename: userProcedure
    .input(z.strictObject({ name: z.string().trim().min(1, "is required").max(100) }))
    .mutation(({ ctx, input }) => renameAccount(ctx.services, input)),
  disconnect: userProcedure
    .use(confirmed)
    .input(z.strictObject({ providerId: id }))
    .mutation(({ ctx, input }) => disconnectProvider(ctx.services, input)),
  sessions: userProcedure.query(({ ctx }) => listSessions(ctx.services, ctx.sessionId)),
  endSession: userProcedure.input(z.strictObject({ id })).mutation(({ ctx, input }) => endSession(ctx.services, input)),
  endOtherSessions: userProcedure.mutation(({ ctx }) => endOtherSessions(ctx.services, ctx.sessionId)),
});

export const invitationsRouter = router({
  list: allowed("administer", instance).query(({ ctx }) => listInvitations(ctx.services)),
  create: allowed("administer", instance)
    .use(confirmed)
    .input(newInvitationSchema)
    .mutation(({ ctx, input }) => invite(ctx.services, input)),
  resetPassword: allowed("administer", instance)
    .use(confirmed)
    .input(z.strictObject({ userId: id, clearsTwoFactor: z.boolean().default(false) }))
    .mutation(({ ctx, input }) => resetPassword(ctx.services, input)),
  revoke: allowed("administer", instance)
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => revokeInvitation(ctx.services, input)),
  endSessionsOf: allowed("administer", instance)
    .input(z.strictObject({ userId: id }))
    .mutation(({ ctx, input }) => endSessionsOf(ctx.services, input)),
  /** Who has the link is let in by it. */
  look: publicProcedure
    .input(z.strictObject({ token: z.string().max(100) }))
    .query(({ ctx, input }) => lookAtInvitation(ctx.services, input)),
  accept: publicProcedure.input(acceptSchema).mutation(({ ctx, input }) => acceptInvitation(ctx.services, input)),
});

export const signInRouter = router({
  buttons: publicProcedure.query(({ ctx }) => providerButtons(ctx.services)),
  rules: allowed("administer", instance).query(({ ctx }) => signInRules(ctx.services)),
  setRules: allowed("administer", instance)
    .use(confirmed)
    .input(z.strictObject({ requireTwoFactor: z.boolean() }))
    .mutation(({ ctx, input }) => setSignInRules(ctx.services, input)),
  providers: allowed("administer", instance).query(({ ctx }) => listProviders(ctx.services)),
  saveProvider: allowed("administer", instance)
    .use(confirmed)
    .input(providerSchema)
    .mutation(({ ctx, input }) => saveProvider(ctx.services, input)),
  deleteProvider: allowed("administer", instance)
    .use(confirmed)
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => deleteProvider(ctx.services, input)),
});
