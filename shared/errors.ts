/** What a person needs to know of a failure: what happened, with value and place, and what to do. */
export type ErrorInfo = {
  code: string;
  message: string;
  hint?: string;
  nodeId?: string;
  /** Path of the parameter that caused it, such as `fields.0.value`. */
  param?: string;
  /** Index of the input item that caused it, from 0. */
  item?: number;
};

export type ErrorCode = "NOT_FOUND" | "FORBIDDEN" | "CONFLICT" | "INVALID" | "LIMIT" | "UNAVAILABLE" | "CONFIRM";

/** The one kind of error that services throw; translated once at each edge (tRPC, command line, HTTP). */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint?: string;
  /** Of `UNAVAILABLE`: when to try again. */
  readonly retryAfterSeconds?: number;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.hint = options.hint;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
