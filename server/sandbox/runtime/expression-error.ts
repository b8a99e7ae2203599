/** An error the user should see, unlike a slip such as a property of undefined, which gives undefined. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
}

export const fail = (message: string): never => {
  throw new ExpressionError(message);
};
