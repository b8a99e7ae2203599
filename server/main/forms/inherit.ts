import type { FormEnding, FormPage, FormTrigger } from "@/nodes/sdk/form";
import type { FormTexts } from "./texts";

/** What a page leaves open is as in the form that the execution began with. */
export const inherited = (page: FormPage, trigger: FormTrigger | undefined): FormPage => ({
  ...page,
  title: page.title || trigger?.page.title || "",
  button: page.button || trigger?.page.button || "",
  css: page.css || trigger?.page.css || "",
});

export const inheritedEnding = (ending: FormEnding, trigger: FormTrigger | undefined): FormEnding =>
  ending.is === "redirect" ? ending : { ...ending, css: ending.css || trigger?.page.css || "" };

/** What is said after the last page. */
export const endingOf = (trigger: FormTrigger | undefined, t: FormTexts): FormEnding =>
  trigger?.ending ?? { is: "text", title: t("thanks"), text: t("recorded"), css: "" };
