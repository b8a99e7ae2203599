import type { SearchObject } from "imapflow";
import type { Services } from "@/nodes/sdk/services";
import type { Item } from "@/shared/item";
import type { Mailbox } from "./mailbox";
import { type Format, toFailedItem, toItem } from "./message";

/**
 * How far the mailbox is read. `unmarked` are messages that were handed on and are still to be marked as read: that
 * is done only when it is certain that the execution has them.
 */
export type Place = { validity: string; uid: number; unmarked: number[] };

export type Look = {
  searches: SearchObject[];
  /** `new`: from now on. `existing`: those already there too. `found`: all that is found, every time. */
  take: "new" | "existing" | "found";
  markRead: boolean;
};

/** The messages to hand on now, and where the next look begins. The rest of a crowd is left to that. */
export async function nextMessages(mailbox: Mailbox, look: Look, before: Place | undefined, log: Services["log"]) {
  const known = before?.validity === mailbox.validity ? before : undefined;
  if (before && !known) log("The mail server numbers the mailbox anew: only mail that arrives from now on is taken");
  if (known?.unmarked.length) await mailbox.markRead(known.unmarked);
  const first = before ? "new" : look.take;
  const start = known?.uid ?? (first === "existing" ? 0 : mailbox.highest);
  const isAll = look.take === "found";

  const range: SearchObject = isAll ? { all: true } : { uid: `${start + 1}:*` };
  const searches = isAll && look.searches.length ? look.searches : [range, ...look.searches];
  const found = (await mailbox.find(searches))
    // A range that begins beyond the last message holds that all the same.
    .filter((uid) => isAll || uid > start);
  const sizes = found.length ? await mailbox.sizes(found.slice(0, maxMessages)) : new Map<number, number>();
  const batch = fitting(found.slice(0, maxMessages), sizes);
  const isRest = batch.length < found.length;
  const end = isRest ? Math.max(start, batch.at(-1) ?? start) : Math.max(start, mailbox.highest, batch.at(-1) ?? 0);
  const place: Place = { validity: mailbox.validity, uid: end, unmarked: look.markRead ? batch : [] };
  return { batch, sizes, place };
}

/** As many as fit into memory and files together, and at least one. */
function fitting(uids: number[], sizes: Map<number, number>): number[] {
  let bytes = 0;
  const end = uids.findIndex((uid, index) => {
    bytes += Math.min(sizes.get(uid) ?? 0, maxBytes);
    return index > 0 && bytes > maxBatchBytes;
  });
  return end === -1 ? uids : uids.slice(0, end);
}

/** Nothing for a message that is gone by now. */
export async function readMessage(
  mailbox: Mailbox,
  uid: number,
  size: number,
  format: Format,
  lent: Pick<Services, "files" | "log">,
): Promise<Item[]> {
  const fail = async (reason: string): Promise<Item[]> => {
    lent.log(`Message ${uid}: ${reason}`);
    return [await toFailedItem((await mailbox.read(uid, "headers")) ?? Buffer.alloc(0), uid, reason)];
  };
  const tooLarge = `The message is larger than the limit of ${maxBytes / megabyte} MB: only its headers are given`;
  if (size > maxBytes) return fail(tooLarge);
  const source = await mailbox.read(uid, { maxBytes: maxBytes + 1 });
  if (!source) return [];
  if (source.length > maxBytes) return fail(tooLarge);
  try {
    return [await toItem(source, uid, format, lent)];
  } catch (thrown) {
    return fail(`The message cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

const megabyte = 1024 * 1024;
const maxBytes = 25 * megabyte;
const maxBatchBytes = 50 * megabyte;
const maxMessages = 50;
