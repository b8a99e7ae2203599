import type { OnlyWhen } from "@/shared/field";
import type { JsonObject } from "@/shared/item";
import type { Params, ParamValues } from "./params";
import type { Doors, HttpRequest, HttpResponse } from "./services";

/** What a credential may change of an outgoing request. */
export type AuthenticatedRequest = { method: string; url: URL; headers: Headers };

/**
 * Whether a call from outside proves that it knows the secret. `claims` is what a token says. A probe only asks whether
 * somebody is there: it is answered and starts nothing. `reason` is for the owner, never for the caller.
 */
export type Verdict =
  | { ok: true; claims?: JsonObject; isProbe?: boolean }
  | { ok: false; status: 401 | 403; challenge?: string; reason?: string };

/** Names of headers are in lower case. */
export type CallHeaders = { [name: string]: string | string[] | undefined };
/** `body` byte for byte as it came; `now` in milliseconds. */
export type SignedCall = { headers: CallHeaders; body: Uint8Array; now: number };

/** What is known of a sign-in. Times are milliseconds since 1970. */
export type Connection = {
  connectedAt: number;
  account?: string;
  scope?: string;
  expiresAt?: number;
  /** It is over: somebody must sign in again. */
  problem?: string;
};

/** As it is stored among the values of a credential; `undefined` while nobody has signed in. */
export function connectionIn(stored: unknown): Connection | undefined {
  const { connectedAt, account, scope, expiresAt, problem } = Object(stored) as { [field: string]: unknown };
  if (typeof connectedAt !== "number") return undefined;
  return {
    connectedAt,
    ...(typeof account === "string" && { account }),
    ...(typeof scope === "string" && { scope }),
    ...(typeof expiresAt === "number" && { expiresAt }),
    ...(typeof problem === "string" && { problem }),
  };
}

type Awaitable<T> = T | Promise<T>;

// biome-ignore lint/suspicious/noExplicitAny: a generic default, the price of inference
export type CredentialDefinition<P extends Params = any> = {
  type: string;
  label: string;
  summary: string;
  params: P;
  /** Where it belongs, if not at the host of its value `url`: a new credential is bound to that. */
  hosts?: readonly string[];
  /** Adds the secret to a request. The node never sees the header. */
  authenticate?(request: AuthenticatedRequest, values: ParamValues<P>, challenge?: string): void;
  /** A 401 answer is tried once more, with its `WWW-Authenticate` header as `challenge`. */
  answersChallenges?: boolean;
  /** Gets secrets that expire, when they are missing or a request was answered with 401. They are stored. */
  renew?: {
    /** What is sent may be good for one time only, so that it is never sent without storing what comes back. */
    isOnce(values: ParamValues<P>): boolean;
    isMissing(values: ParamValues<P>): boolean;
    ask(
      values: ParamValues<P>,
      http: (request: Omit<HttpRequest, "auth">) => Promise<HttpResponse>,
    ): Promise<Partial<ParamValues<P>>>;
  };
  /** Signing in at the service in a browser, which gives the secrets. Stored as `connection`, beside them. */
  connect?: {
    /** The form offers it only then. */
    onlyWhen?: OnlyWhen;
    /** The address people are sent to. Throws `NodeError` when values are missing. */
    begin(values: ParamValues<P>, by: { redirectUri: string; state: string; challenge: string }): string;
    /** Makes secrets of what the service sent back with them. */
    finish(
      values: ParamValues<P>,
      given: { code: string; redirectUri: string; verifier: string; issuer?: string },
      http: (request: Omit<HttpRequest, "auth">) => Promise<HttpResponse>,
    ): Promise<Partial<ParamValues<P>>>;
  };
  /** Checks a call that comes in, before anything of its body is read. */
  verify?(headers: CallHeaders, values: ParamValues<P>): Awaitable<Verdict>;
  /** Instead: checks a call by a signature over its body. */
  verifySigned?(call: SignedCall, values: ParamValues<P>): Verdict;
  /** The request that proves that the credential works. `undefined`: nothing to try. */
  test?(values: ParamValues<P>): { url: string; method?: string } | undefined;
  /** The same, where no HTTP request proves it. Throws `NodeError` when it does not work. */
  tryOut?(values: ParamValues<P>, lent: Doors & { signal: AbortSignal }): Promise<void>;
};

export function defineCredential<P extends Params>(definition: CredentialDefinition<P>): CredentialDefinition<P> {
  return definition;
}

/** A slot names the credential types that fit. */
export type CredentialSlot = {
  types: readonly CredentialDefinition[];
  optional: boolean;
  label: string;
  /** The form leaves the slot out otherwise. */
  onlyWhen?: OnlyWhen;
};
export type CredentialSlots = { [slot: string]: CredentialSlot };

/**
 * A handle to a stored credential. HTTP credentials are passed on to `http`, which adds the secret to the request.
 * Only clients of other protocols (SMTP) open it, with `reveal`.
 */
export type Credential = { id: string; type: string; reveal(): { [name: string]: unknown } };

export type CredentialValues<C extends CredentialSlots> = {
  [slot in keyof C]: C[slot]["optional"] extends true ? Credential | undefined : Credential;
};

export const credential = (label: string, ...types: CredentialDefinition[]) =>
  ({ types, optional: false, label }) as const;
export const optionalCredential = (label: string, ...types: CredentialDefinition[]) =>
  ({ types, optional: true, label }) as const;
