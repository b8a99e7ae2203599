/** A failure that a node explains to the user: what happened, with the value and the place, and what to do. */
export class NodeError extends Error {
  readonly code: string;
  readonly hint?: string;
  /** Path of the parameter that caused it, such as `fields.0.value`. */
  readonly param?: string;
  /** Index of the input item that caused it, from 0, where the engine cannot know it. */
  readonly item?: number;
  /** The same again would fail the same way: it is not tried again. */
  readonly lasts: boolean;
  /** No item caused it: the step fails, whatever the node does with items that fail. */
  readonly stops: boolean;

  constructor(
    message: string,
    options: {
      hint?: string;
      code?: string;
      param?: string;
      item?: number;
      lasts?: boolean;
      stops?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "NodeError";
    this.code = options.code ?? "NODE_FAILED";
    this.hint = options.hint;
    this.param = options.param;
    this.item = options.item;
    this.lasts = options.lasts ?? false;
    this.stops = options.stops ?? false;
  }
}

/** The same failure, said of no item: the step fails. */
export function ofStep(thrown: unknown): unknown {
  if (!(thrown instanceof NodeError)) return thrown;
  const { message, hint, code, param, item, lasts } = thrown;
  return new NodeError(message, { hint, code, param, item, lasts, stops: true, cause: thrown });
}

/** The same failure, said of an item. */
export function ofItem(thrown: unknown, item: number): unknown {
  if (!(thrown instanceof NodeError) || thrown.item !== undefined) return thrown;
  const { message, hint, code, param, lasts } = thrown;
  return new NodeError(message, { hint, code, param, item, lasts, cause: thrown });
}
