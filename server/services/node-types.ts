import { nodes } from "@/nodes/registry";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import { describeParams } from "@/nodes/sdk/params";
import { type DescriptionTexts, withTexts } from "@/nodes/sdk/texts";
import { translations } from "@/nodes/translations";
import type { NodeTypeInfo } from "@/shared/api";
import { type Locale, locales } from "@/shared/messages/locales";

/** What the editor needs of every node: plain data, computed once. */
const described: NodeTypeInfo[] = nodes.map((node) => ({
  type: node.type,
  version: node.version,
  label: node.label,
  summary: node.summary,
  category: node.category,
  icon: node.icon,
  keywords: node.keywords ?? [],
  inputs: node.inputs,
  outputs: node.outputs,
  fields: describeParams(node.params),
  credentials: Object.entries((node.credentials ?? {}) as CredentialSlots).map(
    ([slot, { label, types, optional, onlyWhen }]) => ({
      ...{ slot, label, optional },
      types: types.map(({ type }) => type),
      ...(onlyWhen && { onlyWhen }),
    }),
  ),
  ...(node.trigger && { trigger: node.trigger.kind }),
  ...(node.line && { line: node.line }),
}));

const byLocale = new Map<Locale, NodeTypeInfo[]>(
  locales.map((locale) => [
    locale,
    locale === "en" ? described : described.map((info) => translated(info, translations[locale].nodes[info.type])),
  ]),
);

/** Who looks for a node by its English name finds it in every language. */
function translated(info: NodeTypeInfo, texts: DescriptionTexts = {}): NodeTypeInfo {
  return { ...withTexts(info, texts), keywords: [...info.keywords, info.label] };
}

export const listNodeTypes = (locale: Locale = "en"): NodeTypeInfo[] => byLocale.get(locale) ?? described;
