import { z } from "zod";
import {
  deleteNoticeChannel,
  listNoticeChannels,
  saveNoticeChannel,
  testNotice,
} from "@/server/services/notice-channels";
import { noticeChannelSchema, noticeSettingsSchema } from "@/shared/notice-channel";
import { router, userProcedure } from "../trpc";

export const noticesRouter = router({
  list: userProcedure.query(({ ctx }) => listNoticeChannels(ctx.services)),
  save: userProcedure.input(noticeChannelSchema).mutation(({ ctx, input }) => saveNoticeChannel(ctx.services, input)),
  delete: userProcedure
    .input(z.strictObject({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => deleteNoticeChannel(ctx.services, input)),
  test: userProcedure
    .input(z.strictObject({ settings: noticeSettingsSchema }))
    .mutation(({ ctx, input }) => testNotice(ctx.services, input)),
});
