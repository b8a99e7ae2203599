import { createAuthClient } from "better-auth/react";

/** Sign-in, sign-up and sign-out; the server answers under /api/auth of the same origin. */
export const auth = createAuthClient();
