import type { OnlyWhen } from "@/shared/field";
import type { JsonObject } from "@/shared/item";
import type { Params, ParamValues } from "./params";
import type { HttpRequest, HttpResponse } from "./services";

/** What a credential may change of an outgoing request. */
export type AuthenticatedRequest = { method: string; url: URL; headers: Headers };

/** Whether a call from outside proves that it knows the secret. `claims` is what a token says. */
export type Verdict = { ok: true; claims?: JsonObject } | { ok: false; status: 401 | 403; challenge?: string };

type Awaitable<T> = T | Promise<T>;

// biome-ignore lint/suspicious/noExplicitAny: a generic default, the price of inference
export type CredentialDefinition<P extends Params = any> = {
  type: string;
  label: string;
  summary: string;
  params: P;
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
  /** Checks a call that comes in. Names of headers are in lower case. */
  verify?(headers: { [name: string]: string | string[] | undefined }, values: ParamValues<P>): Awaitable<Verdict>;
  /** The request that proves that the credential works. `undefined`: nothing to try. */
  test?(values: ParamValues<P>): { url: string; method?: string } | undefined;
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
