import { NodeError } from "@/nodes/sdk/node-error";
import type { ErrorInfo } from "@/shared/errors";

/** A failure of an execution, already in the words of a user. */
export class RunFailure extends Error {
  override name = "RunFailure";
  constructor(
    readonly info: ErrorInfo,
    options?: ErrorOptions,
  ) {
    super(info.message, options);
  }
}

/** Every thrown value as what a person needs to know. Unknown errors keep their message only. */
export function toErrorInfo(thrown: unknown, nodeId?: string): ErrorInfo {
  if (thrown instanceof RunFailure) return { nodeId, ...thrown.info };
  if (thrown instanceof NodeError) {
    const { code, message, hint, param, item } = thrown;
    return dropUndefined({ code, message, hint, param, item, nodeId });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return dropUndefined({ code: "NODE_FAILED", message: message || "The node failed without a message", nodeId });
}

const dropUndefined = (info: ErrorInfo): ErrorInfo =>
  Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)) as ErrorInfo;
