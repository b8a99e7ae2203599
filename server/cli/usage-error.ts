/** What was asked for is not understood: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
