import type { Option } from "@/shared/field";
import type { Item, Json, JsonObject, Origin } from "@/shared/item";
import type { PortSpec } from "@/shared/ports";
import type { IfMissed, ScheduleRule } from "@/shared/schedule";
import type { CredentialSlots, CredentialValues } from "./credential";
import type { FormTrigger } from "./form";
import type { ListenContext, Listening } from "./listen";
import type { Params, ParamValues } from "./params";
import type { Doors, NameValue, Resumed, Services } from "./services";

export const nodeCategories = ["trigger", "flow", "transform", "code", "network", "service", "notify"] as const;
export type NodeCategory = (typeof nodeCategories)[number];

type Context<P extends Params, C extends CredentialSlots> = Services & {
  params: ParamValues<P>;
  credentials: CredentialValues<C>;
  /** Aborted by cancel, timeout and shutdown. Hand it to everything that waits. */
  signal: AbortSignal;
};

export type ItemContext<P extends Params, C extends CredentialSlots> = Context<P, C> & {
  item: Item;
  index: number;
  /**
   * A `later` parameter, or JSON of several, with its expressions evaluated for this item. `variables` are added to
   * those every expression has; their names begin with `$`.
   */
  evaluate(value: Json, variables: JsonObject): Promise<unknown>;
};

export type BatchContext<P extends Params, C extends CredentialSlots> = Context<P, C> & {
  /** Items of every input port, by port name; an input that got nothing is an empty list. */
  inputs: { [port: string]: Item[] };
  /** The parameters as they are for the item of that index of the first input. `params` holds those of item 0. */
  paramsOf(index: number): ParamValues<P>;
  /** Where an item of the first input came from, in a form that a later run of the node can still give as `from`. */
  originOf(index: number): Origin;
  /** Set when the node goes on after `suspend`. */
  resumed?: Resumed;
};

/** Ends the step without an output for now. The execution goes on at `until`, or when it is called, if that is null. */
export class Suspension {
  constructor(readonly until: Date | null) {}
}
export const suspend = (options: { until: Date | null }) => new Suspension(options.until);

type Awaitable<T> = T | Promise<T>;
type Outputs<O extends string> = { [port in O]?: Output | Output[] };

/** With `failed`, the item stands for what was thrown: the engine lets it take the way of failed items. */
export type Output = Item & { failed?: unknown };

/** What a lookup may use. `params`: as they are stored, so an expression is still a text. */
export type LookupContext<C extends CredentialSlots> = Pick<Services, "http" | "folder"> &
  Doors & {
    tables: Pick<Services["tables"], "list" | "columns">;
    params: { [name: string]: unknown };
    credentials: CredentialValues<C>;
    /** Aborted when nobody waits any more. */
    signal: AbortSignal;
  };

export type Effect = "none" | "idempotent" | "unsafe";

/** How something outside starts a workflow at this node. The node's own `execute` passes its start items on. */
export type TriggerKind = "manual" | "webhook" | "form" | "schedule" | "poll" | "listen" | "workflow" | "error";

export type WebhookTrigger = {
  /** Without a leading slash; may hold `:name` segments. */
  path: string;
  methods: string[];
  /** `accepted`: at once. `finished`: the items of the last node. `node`: by Respond to Webhook. */
  respond: "accepted" | "finished" | "node";
  status: number;
  /** Text of an `accepted` answer. */
  text?: string;
  /** Keep the body as it came, as a file. */
  rawBody: boolean;
  /** Name for files of the call; those of a form are numbered. Empty: as the form names them, or `data`. */
  fileField: string;
  /** What `finished` answers: all items of the last node, its first item, a file of that, or nothing. */
  answer?: "all" | "first" | "file" | "none";
  /** Of the first item: the field that is answered instead of all, or that of the file. */
  field?: string;
  contentType?: string;
  /** Of an `accepted` or `finished` answer. */
  headers: NameValue[];
  /** What a call must prove to know: the credential in the node's slot `auth`. */
  credentialId?: string;
  /** The type that credential must have. With it and without a credential nobody may call. */
  authentication?: string;
  /** Sites whose pages may call; `*` is every one. */
  origins: string[];
  /** Addresses and networks that may call. Empty: all. */
  callers: string[];
  ignoreBots: boolean;
  /** Most calls a minute. Without it that of the server. */
  rate?: IntakeRate;
  /** Calls of one event start one execution. Without it, each call starts one. */
  repeats?: Repeats;
};

/** `burst`: how many may come at once after a while of quiet. */
export type IntakeRate = { perMinute: number; burst: number };

/** What names an event, and for how many days it is known again. */
export type Repeats = { days: number } & (
  | { by: "header"; names: readonly string[] }
  | { by: "field"; path: string }
  | { by: "body" }
);

/** When a trigger starts. `maxMissed`: of those missed, with `all`. `jitterMs`: starts are spread over as much. */
export type ScheduleTimes = {
  rules: ScheduleRule[];
  timezone?: string;
  ifMissed?: IfMissed;
  maxMissed?: number;
  jitterMs?: number;
};

export type NodeDefinition<
  O extends string = string,
  // biome-ignore lint/suspicious/noExplicitAny: generic defaults, the price of inference
  P extends Params = any,
  // biome-ignore lint/suspicious/noExplicitAny: generic defaults, the price of inference
  C extends CredentialSlots = any,
> = {
  /** `core.httpRequest`. */
  type: string;
  version: number;
  label: string;
  /** One short sentence: starts with a capital, no full stop. */
  summary: string;
  category: NodeCategory;
  /** Name of a Lucide icon, such as `globe`. */
  icon: string;
  /** More words people search for. */
  keywords?: readonly string[];
  inputs: readonly PortSpec[];
  /** Constant names are checked in `execute`'s result. */
  outputs: readonly (O | Exclude<PortSpec, string>)[];
  params: P;
  credentials?: C;
  /**
   * What the card on the canvas says, with parameter paths in braces: `{method} {url}`; `*` stands for every row of a
   * list. After `|` comes what it says when the paths before are all empty.
   */
  line?: string;
  /**
   * What a second run after a crash would do. `none`: nothing outside changes. `idempotent`: the same again.
   * `unsafe`: perhaps twice what should happen once.
   */
  effect: Effect;
  /** The effect with these stored parameters, where it is less than `effect`: a GET may be sent twice. */
  effectWith?(params: { [name: string]: unknown }): Effect;
  /** `upgrades[n]` turns parameters of version n into version n + 1. */
  upgrades?: { [version: number]: (params: { [name: string]: unknown }) => { [name: string]: unknown } };
  /**
   * A node with several inputs waits for all of them, or runs with those that arrived once no more can come. Default
   * `any`. A function decides by the parameters as they are stored.
   */
  needs?: "any" | "all" | ((params: { [name: string]: unknown }) => "any" | "all");
  /** May give a `Suspension`: where branches run side by side, the node begins when the others are over. */
  suspends?: true;
  /**
   * What becomes of items that fail under "continue". Default `error`: an item with the error and nothing else.
   * `input`: the items go on as they came and the error is logged, as n8n's nodes for lists have it.
   */
  failedItems?: "error" | "input";
  /** Lists of values for text parameters, read from the service while somebody fills in the form. */
  lookups?: { [name: string]: (context: LookupContext<C>) => Promise<Option[]> };
  trigger?:
    | { kind: "manual" | "workflow" | "error" }
    | { kind: "webhook"; webhook(params: ParamValues<P>): WebhookTrigger }
    /** Throws `NodeError` for fields that make no form. */
    | { kind: "form"; form(params: ParamValues<P>): FormTrigger }
    /** Resolves when it is connected and receives messages. Its connection is built up again whenever it ends. */
    | { kind: "listen"; listen(context: ListenContext<P, C>): Promise<Listening> }
    /**
     * `poll`: the node itself looks for something new each time. An execution in which it finds nothing leaves no trace,
     * and none begins while another is under way.
     */
    | {
        kind: "schedule" | "poll";
        schedule(params: ParamValues<P>): ScheduleTimes;
      };
  /** How many items at once, and the pause between groups. Default: one after the other without a pause. */
  pace?(params: ParamValues<P>): { batchSize: number; pauseMs: number };
  /** Runs once per item of the first input. Most nodes want this one; the engine records which item came from which. */
  execute?(context: ItemContext<P, C>): Awaitable<Outputs<O> | undefined>;
  /**
   * Runs once with all inputs: merge, sort, aggregate. An output item that *is* an input item keeps its origin;
   * a new one may name it in `from`.
   */
  executeAll?(context: BatchContext<P, C>): Awaitable<Outputs<O> | Suspension | undefined>;
};

/** Gives the literal its types. An output port that is not declared, or an unknown parameter, does not compile. */
export function defineNode<
  const O extends string,
  P extends Params,
  const C extends CredentialSlots = { [slot: string]: never },
>(definition: NodeDefinition<O, P, C>): NodeDefinition<O, P, C> {
  return definition;
}
