import type { FileStore } from "@/server/http/files";
import type { WebhookRequests } from "@/server/services/context";
import { AppError } from "@/shared/errors";
import { keptCall, readCall, UnreadableCall } from "./read-call";

/** Reads a call that was kept, as it would be read if it came now. */
export const readKeptCalls =
  (files: FileStore, options: { maxBytes: number; baseUrl: string }): WebhookRequests["itemOf"] =>
  async ({ method, path, query, headers, body }, { rawBody, fileField }, params) => {
    const url = new URL(`http://localhost${path}${query && "?"}${query}`);
    try {
      const { item } = await readCall(keptCall({ method, headers }, body), url, {
        ...{ files, rawBody, fileField, params, maxBytes: options.maxBytes },
        webhookUrl: options.baseUrl + path,
        executionMode: "production",
      });
      return item;
    } catch (thrown) {
      if (thrown instanceof UnreadableCall) throw new AppError("INVALID", thrown.message, { hint: thrown.hint });
      throw thrown;
    }
  };
