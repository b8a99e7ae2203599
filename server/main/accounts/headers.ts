/** Set by us and nobody else: where a request comes from, and whose session it has. */
export const clientAddressHeader = "x-islewire-client";
export const userHeader = "x-islewire-user";
