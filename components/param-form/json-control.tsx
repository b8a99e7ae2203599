"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Json } from "@/shared/item";
import { Textarea } from "../ui/textarea";
import { LazyCodeEditor } from "./code-editor/lazy-code-editor";
import type { ControlProps } from "./control-props";
import { draftFor } from "./drafts";
import { useForm } from "./form-context";
import { LargeEditor } from "./large-editor";
import { looseText, looseValue } from "./loose-json";

/** A field whose default is a text takes plain text too; every other one wants JSON. */
export function JsonControl(props: ControlProps<"json">) {
  return typeof props.field.default === "string" ? <LooseValue {...props} /> : <JsonText {...props} />;
}

function LooseValue({ field, value, path, onChange, attributes, readOnly }: ControlProps<"json">) {
  const t = useTranslations("forms.json");
  // `1.0` and `1` are the same value: what was typed is kept while the field shows it.
  const [draft, setDraft] = useState<{ text: string; value: Json }>();
  const text = draft && isSame(draft.value, value) ? draft.text : looseText(value);
  return (
    <Textarea
      {...attributes}
      rows={1}
      readOnly={readOnly}
      spellCheck={false}
      placeholder={field.placeholder ?? t("loosePlaceholder")}
      className="max-h-64 min-h-9 py-[7px]"
      value={text}
      onChange={(event) => {
        const next = looseValue(event.target.value);
        setDraft({ text: event.target.value, value: next });
        onChange(next, path);
      }}
    />
  );
}

function JsonText({ field, value, path, onChange, attributes, labelId, readOnly }: ControlProps<"json">) {
  const t = useTranslations("forms.json");
  const { drafts } = useForm();
  const [draft, setDraft] = useState<{ text: string; value: Json; isBroken: boolean } | undefined>(() => {
    const kept = draftFor(drafts, path, value);
    return kept && { ...kept, isBroken: true };
  });
  const own = draft && isSame(draft.value, value) ? draft : undefined;

  function change(text: string) {
    try {
      const next: Json = text.trim() === "" ? null : JSON.parse(text);
      drafts.delete(path);
      setDraft({ text, value: next, isBroken: false });
      if (!isSame(next, value)) onChange(next, path);
    } catch {
      drafts.set(path, { label: field.label, text, value });
      setDraft({ text, value, isBroken: true });
    }
  }

  const editor = {
    value: own?.text ?? (value === null ? "" : JSON.stringify(value, null, 2)),
    onChange: change,
    language: "json" as const,
    readOnly,
  };
  const status = own?.isBroken && (
    <p role="status" className="text-danger text-xs leading-4">
      {t("invalid")}
    </p>
  );
  return (
    <div className="flex flex-col gap-1">
      <LazyCodeEditor
        {...editor}
        attributes={{ ...attributes, "aria-labelledby": labelId }}
        invalid={own?.isBroken || attributes["aria-invalid"]}
        className="max-h-96 min-h-24"
      />
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">{status}</div>
        <LargeEditor label={field.label} editor={editor} below={status} />
      </div>
    </div>
  );
}

const isSame = (a: Json, b: Json) => a === b || JSON.stringify(a) === JSON.stringify(b);
