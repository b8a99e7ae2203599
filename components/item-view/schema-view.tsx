"use client";

import { Braces, Brackets, CircleSlash2, Hash, type LucideIcon, ToggleLeft, Type } from "lucide-react";
import { useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { FieldName } from "./field-name";
import { FileList } from "./file-list";
import { Marked } from "./marked";
import { inferSchema, type JsonType, type SchemaField, sampleText } from "./schema";
import type { ViewProps } from "./view-props";

const looks = {
  text: { icon: Type, color: "text-success" },
  number: { icon: Hash, color: "text-network" },
  boolean: { icon: ToggleLeft, color: "text-flow" },
  list: { icon: Brackets, color: "text-code" },
  object: { icon: Braces, color: "text-primary" },
  null: { icon: CircleSlash2, color: "text-muted" },
} as const satisfies { [type in JsonType]: { icon: LucideIcon; color: string } };

/** Which fields the items have, their types, and a value to see what they are like. */
export function SchemaView({ entries, base, search }: ViewProps) {
  const t = useTranslations("items");
  const fields = useMemo(() => inferSchema(entries.map(({ item }) => item.json)), [entries]);
  const binary = entries.find(({ item }) => item.binary && Object.keys(item.binary).length > 0)?.item.binary;
  return (
    <div // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
      tabIndex={0}
      className="h-full overflow-auto p-2 focus-visible:-outline-offset-2"
    >
      <FieldTree fields={fields} base={base} search={search} />
      {fields.length === 0 && !binary && (
        <p className="p-1 text-muted text-xs">{t("noFields", { count: entries.length })}</p>
      )}
      {binary && (
        <div className="mt-2 px-1">
          <FileList binary={binary} base={base} />
        </div>
      )}
    </div>
  );
}

type FieldTreeProps = { fields: readonly SchemaField[]; base: string | undefined; search: string };

function FieldTree({ fields, base, search }: FieldTreeProps) {
  const t = useTranslations("items.schema");
  const format = useFormatter();
  return (
    <ul className="flex flex-col gap-px">
      {fields.map((field) => {
        const [type = "null"] = field.types;
        const { icon: Icon, color } = looks[type];
        const types = field.types.map((one) => t(`types.${one}`));
        const label = format.list(types, { type: "disjunction" });
        const isLeaf = field.fields.length === 0;
        return (
          <li key={field.name} className="[contain-intrinsic-size:auto_28px] [content-visibility:auto]">
            <div className="flex h-7 min-w-0 items-center gap-2 rounded-md px-1 text-xs hover:bg-hover/60">
              <span title={label} className="shrink-0">
                <Icon aria-hidden className={`size-3.5 ${color}`} />
                <span className="sr-only">{label}</span>
              </span>
              <FieldName
                base={base}
                path={field.path}
                text={typeof field.name === "number" ? t("eachEntry") : undefined}
                search={search}
                className="max-w-[60%] shrink-0 rounded-md border border-border bg-surface px-1.5 py-0.5 font-medium leading-4"
              />
              {field.isOptional && (
                <span className="shrink-0 text-muted" title={t("optionalHint")}>
                  {t("optional")}
                </span>
              )}
              <span className="min-w-0 flex-1 truncate text-muted">
                {isLeaf ? <Marked text={sampleText(field.sample)} search={search} /> : null}
              </span>
            </div>
            {!isLeaf && (
              <div className="ml-2.5 border-border border-l pl-2.5">
                <FieldTree fields={field.fields} base={base} search={search} />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
