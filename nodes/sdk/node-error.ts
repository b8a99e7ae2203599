/** A failure that a node explains to the user: what happened, with the value and the place, and what to do. */
export class NodeError extends Error {
  readonly code: string;
  readonly hint?: string;
  /** Path of the parameter that caused it, such as `fields.0.value`. */
  readonly param?: string;
  /** Index of the input item that caused it, from 0, where the engine cannot know it. */
  readonly item?: number;

  constructor(
    message: string,
    options: { hint?: string; code?: string; param?: string; item?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "NodeError";
    this.code = options.code ?? "NODE_FAILED";
    this.hint = options.hint;
    this.param = options.param;
    this.item = options.item;
  }
}
