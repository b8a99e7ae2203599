import type { FileRef } from "@/shared/item";
import type { IntakeRate } from "./define-node";

/** Forms that the server shows to people: what a page holds, and what comes after it. Plain data. */

type Base = { name: string; label: string; required: boolean };

export type FormField =
  | (Base & {
      type: "text" | "textarea" | "email" | "number" | "password" | "date";
      placeholder: string;
      value: string;
    })
  | (Base & {
      type: "dropdown" | "radio" | "checkbox";
      options: string[];
      /** Several may be chosen; the value is a list then. */
      multiple: boolean;
      chosen: string[];
      min?: number;
      max?: number;
    })
  | (Base & {
      type: "file";
      multiple: boolean;
      /** As of `<input accept>`; empty: any. */
      accept: string;
      maxBytes?: number;
    })
  | (Base & { type: "hidden"; value: string })
  /** Shown only; with a name it is in the answer too. */
  | (Base & { type: "html"; html: string });

/** Empty texts are taken from the form that the execution began with. */
export type FormPage = {
  title: string;
  description: string;
  button: string;
  css: string;
  fields: FormField[];
  /** Instead of one button: what can be decided. */
  decisions?: FormDecision[];
};

/** `isMain`: required fields are required for this one only. */
export type FormDecision = { value: string; label: string; isMain: boolean };

/** What a person sees at the end. */
export type FormEnding =
  | { is: "text"; title: string; text: string; css: string }
  | { is: "html"; html: string; css: string }
  | { is: "redirect"; url: string }
  | { is: "file"; title: string; text: string; file: FileRef; css: string };

export type FormTrigger = {
  /** Without a leading slash. */
  path: string;
  page: FormPage;
  /** `accepted`: the ending at once. `finished`: at the end of the execution. `node`: by Respond to Webhook. */
  respond: "accepted" | "finished" | "node";
  ending: FormEnding;
  ignoreBots: boolean;
  /** What visitors must know: the credential in the node's slot `auth`. */
  credentialId?: string;
  /** The type that credential must have, or `any`. With it and without a credential nobody sees the form. */
  authentication?: string;
  /** Addresses and networks that see it. Empty: all. */
  callers: string[];
  /** Most submissions a minute. Without it that of the server. */
  rate?: IntakeRate;
  /** May be shown in a frame of another site. */
  embed: boolean;
};

/** What a node leaves in its memory for the people who look at `$execution.resumeFormUrl`. */
export type ShownForm = { form: FormPage } | { ending: FormEnding };
