/** What user code may use. Breaking a limit is an error on the node that names it. */
export type SandboxLimits = {
  /** For all expressions of one step together. */
  expressionMs: number;
  /** For one run of a Code node. */
  codeMs: number;
  /** Of one isolate, in megabytes. */
  memoryMb: number;
  /** Resident memory of the whole executor process, in megabytes; it is replaced when it takes more. */
  processMb: number;
  /** Of one result, as JSON text. */
  outputBytes: number;
  logLines: number;
};

export const defaultLimits: SandboxLimits = {
  expressionMs: 5_000,
  codeMs: 30_000,
  memoryMb: 128,
  processMb: 1_024,
  outputBytes: 64 * 1024 * 1024,
  logLines: 200,
};
