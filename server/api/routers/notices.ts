import { z } from "zod";
import {
  deleteNoticeChannel,
  listNoticeChannels,
  saveNoticeChannel,
  testNotice,
} from "@/server/services/notice-channels";
import { noticeChannelSchema, noticeSettingsSchema } from "@/shared/notice-channel";
import { instance } from "../about";
import { allowed, router } from "../trpc";

export const noticesRouter = router({
  list: allowed("administer", instance).query(({ ctx }) => listNoticeChannels(ctx.services)),
  save: allowed("administer", instance)
    .input(noticeChannelSchema)
    .mutation(({ ctx, input }) => saveNoticeChannel(ctx.services, input)),
  delete: allowed("administer", instance)
    .input(z.strictObject({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => deleteNoticeChannel(ctx.services, input)),
  test: allowed("administer", instance)
    .input(z.strictObject({ settings: noticeSettingsSchema }))
    .mutation(({ ctx, input }) => testNotice(ctx.services, input)),
});
