import { z } from "zod";
import { projectRoles } from "./access";

const address = z.url({ protocol: /^https?$/ }).max(500);
const optionalAddress = z.union([z.literal(""), address]);

/** A provider that says who somebody is: by OpenID Connect, or by plain OAuth2 with an address that tells of the user. */
export const providerSettingsSchema = z.strictObject({
  kind: z.enum(["oidc", "oauth2"]),
  /** OpenID Connect: everything else is found there. */
  issuer: optionalAddress,
  /** OAuth2. */
  authorizationUrl: optionalAddress,
  tokenUrl: optionalAddress,
  userInfoUrl: optionalAddress,
  clientId: z.string().trim().min(1, "is required").max(300),
  scopes: z.string().trim().max(500),
  /** Of e-mail addresses; empty: all. */
  domains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[a-z0-9.-]+\.[a-z]{2,}$/, "is not a domain"),
    )
    .max(50),
  /** Whom nobody invited may join. */
  allowNew: z.boolean(),
  /** An account with the same, verified, address is taken for the same person. Never one of an administrator. */
  linkByEmail: z.boolean(),
  /** Where roles come from, such as `groups` or `realm_access.roles`. Empty: from nowhere. */
  claim: z.string().trim().max(200),
  /** Values of the claim that make somebody an administrator of the server. Nothing makes an owner. */
  adminValues: z.array(z.string().trim().min(1).max(200)).max(50),
  projects: z
    .array(
      z.strictObject({
        value: z.string().trim().min(1).max(200),
        projectId: z.string().max(64),
        role: z.enum(projectRoles),
      }),
    )
    .max(200),
});

export type ProviderSettings = z.infer<typeof providerSettingsSchema>;

export type SignInProvider = {
  id: string;
  name: string;
  settings: ProviderSettings;
  createdAt: number;
  redirectUri: string;
};

/** What the page where people sign in shows. */
export type ProviderButton = { id: string; name: string };

/** What a provider says of somebody, once that was checked. */
export type Identity = {
  issuer: string;
  subject: string;
  email: string;
  emailVerified: boolean;
  name: string;
  /** Of the claim for roles; null: it was not there. */
  values: string[] | null;
};
