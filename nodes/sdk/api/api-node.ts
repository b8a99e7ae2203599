import type { Json, JsonObject } from "@/shared/item";
import type { Credential, CredentialSlots } from "../credential";
import type { Effect, NodeCategory } from "../define-node";
import type { NameValue } from "../services";
import type { ApiParam } from "./place";

/** A service with an HTTP API, as data. `defineApiNode` makes a node of it. */
export type ApiNode = {
  type: string;
  version?: number;
  label: string;
  summary: string;
  category?: NodeCategory;
  icon: string;
  keywords?: readonly string[];
  base: ApiBase;
  /** The slot `account` signs the requests. */
  credentials?: CredentialSlots;
  /** Where the secrets travel in the body, nothing is left to sign. */
  signs?: boolean;
  /** Sent with every request, such as the version of the API. */
  headers?: readonly NameValue[];
  errors?: ApiErrors;
  resources: { [name: string]: ApiResource };
  lookups?: { [name: string]: ApiLookup };
};

export type ApiResource = { label: string; operations: { [name: string]: ApiOperation } };

/** Where the API is: what the node says, else what the credential says, else `url`. */
export type ApiBase = {
  url?: string;
  /** Field of the credential that holds the address of the user's own server. */
  credentialField?: string;
  /** The node itself asks for the address. */
  server?: { placeholder?: string };
  /** Follows the address, such as `/api/v1`. */
  path?: string;
  /** The address is a secret: errors do not show it. */
  isSecret?: boolean;
};

export type ApiErrors = {
  /** Where an answer says what was wrong; the first that is there counts. */
  at?: readonly string[];
  /** Field that is `false` when it failed, for services that answer 200 all the same. */
  okAt?: string;
  /** Where the body of a 429 says how many seconds to wait, or milliseconds if its name says so; otherwise the header `Retry-After` says it. */
  waitAt?: string;
  /** What to do about an error of that name. */
  hints?: { [text: string]: string };
};

export type ApiMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | (string & {});

export type ApiOperation = {
  label: string;
  help?: string;
  method: ApiMethod;
  /** With `{placeholders}`; those written `{+name}` may hold slashes. */
  path: string;
  params?: { [name: string]: ApiParam };
  /** Sent always. */
  query?: { [name: string]: string };
  /** Part of the body always. */
  fixed?: JsonObject;
  /** Default `json`. */
  body?: "json" | "form" | "multipart";
  headers?: readonly NameValue[];
  /** The answer holds many: an item for each. */
  list?: ApiList;
  /** Of a single thing: the part of the answer that becomes the item. */
  item?: string;
  /** How to read the answer. Default: as it says it is. */
  answer?: "text" | "file";
  /** GET changes nothing, PUT and DELETE twice are as once, others are unsafe unless this says so. */
  effect?: Effect;
  /** The parameter by which the service knows a request again: where it is filled, a second one changes nothing. */
  onceBy?: string;
  /** For the odd API: the last word on the request, before it is signed. Pure. */
  before?(draft: ApiDraft, values: ApiValues, account: Credential | undefined): ApiDraft;
  /** The last word on an answer, before items are taken from it. Pure. */
  after?(body: Json, values: ApiValues): Json;
};

export type ApiList = { at: string; paging?: Paging };

/** Where the next page is. `size`: the parameter that says how many come at once, and the most it may say. */
export type Paging = { in?: "query" | "body"; size?: { to: string; max: number } } & (
  | { by: "cursor"; from: string; to: string }
  | { by: "page"; to: string; start?: number }
  | { by: "offset"; to: string }
  /** A field of the last item, such as its id. */
  | { by: "last"; from: string; to: string }
  | { by: "linkHeader" }
  | { by: "url"; from: string }
);

export type ApiLookup = {
  /** Placeholders are filled with parameters of the node, as far as those are no expressions. */
  path: string;
  method?: ApiMethod;
  query?: { [name: string]: string };
  body?: JsonObject;
  list: ApiList;
  /** Field of the value. */
  value: string;
  /** Fields in braces: `{name} ({id})`. */
  label: string;
};

export type ApiValues = { [name: string]: unknown };

/** A request before it is written as HTTP. */
export type ApiDraft = {
  method: ApiMethod;
  /** After the base address, encoded; or a whole URL. */
  path: string;
  query: NameValue[];
  headers: NameValue[];
  body: Json | undefined;
};
