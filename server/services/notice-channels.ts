import { asc, eq } from "drizzle-orm";
import { nanoid } from "nanoid";
import { noticeChannels } from "@/server/db/schema";
import { noticeOrder, testText } from "@/server/runs/notice-message";
import { AppError } from "@/shared/errors";
import type { NoticeChannel, NoticeChannelInput, NoticeSettings } from "@/shared/notice-channel";
import { audit, auditAlone } from "./audit";
import type { ServiceContext } from "./context";

const maxChannels = 50;

export const listNoticeChannels = ({ store }: Pick<ServiceContext, "store">): NoticeChannel[] =>
  store.read
    .select()
    .from(noticeChannels)
    .orderBy(asc(noticeChannels.createdAt))
    .all()
    .map(({ createdAt: _, settings, failedAt, failure, ...channel }) => ({
      ...channel,
      settings: JSON.parse(settings) as NoticeSettings,
      failure: failure === null || failedAt === null ? null : { message: failure, at: failedAt },
    }));

/** One at most is the default. */
export async function saveNoticeChannel(
  ctx: Pick<ServiceContext, "store" | "actor">,
  { id: known, settings, ...given }: NoticeChannelInput,
): Promise<{ id: string }> {
  const id = known ?? nanoid(12);
  // What went wrong before says nothing of what it is now.
  const values = { ...given, settings: JSON.stringify(settings), failure: null, failedAt: null };
  await ctx.store.transaction((tx) => {
    if (given.isDefault) tx.update(noticeChannels).set({ isDefault: false }).run();
    if (known !== undefined) {
      const { changes } = tx.update(noticeChannels).set(values).where(eq(noticeChannels.id, id)).run();
      if (changes === 0) throw missing();
      return audit(ctx, "notice.save", { id, details: { by: settings.by } });
    }
    if (tx.select({ id: noticeChannels.id }).from(noticeChannels).all().length >= maxChannels) {
      throw new AppError("LIMIT", `There can be at most ${maxChannels} channels`, {
        hint: "Delete those nobody reads",
      });
    }
    tx.insert(noticeChannels)
      .values({ id, ...values, createdAt: Date.now() })
      .run();
    audit(ctx, "notice.save", { id, details: { by: settings.by } });
  });
  return { id };
}

export async function deleteNoticeChannel(
  ctx: Pick<ServiceContext, "store" | "actor">,
  { id }: { id: string },
): Promise<void> {
  await ctx.store.transaction((tx) => {
    audit(ctx, "notice.delete", { id });
    const { changes } = tx.delete(noticeChannels).where(eq(noticeChannels.id, id)).run();
    if (changes === 0) throw missing();
  });
}

const missing = () =>
  new AppError("NOT_FOUND", "There is no such channel", { hint: "It may have been deleted meanwhile" });

/** Sends a message by these settings, saved or not. Throws what went wrong. */
export async function testNotice(
  ctx: Pick<ServiceContext, "store" | "actor" | "dispatcher" | "baseUrl">,
  { settings }: { settings: NoticeSettings },
): Promise<void> {
  const order = noticeOrder(settings, testText(ctx.baseUrl), `test-${nanoid()}`);
  await auditAlone(ctx, "notice.test", { details: { by: settings.by } });
  await ctx.dispatcher.ask((request) => ({ type: "notice", request }), [JSON.stringify(order)]);
}
