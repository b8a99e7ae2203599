"use client";

import { Plus, TextCursorInput } from "lucide-react";
import { type KeyboardEvent, Suspense, startTransition, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { lazyPart } from "../lazy-part";
import { Button } from "../ui/button";
import type { ControlProps } from "./control-props";
import { defaultsOf } from "./defaults";
import { useForm } from "./form-context";
import { ListRow, type RowActions, RowHead } from "./list-row";
import { isLine } from "./paste/pasted-rows";
import { useRowPaste } from "./paste/use-row-paste";
import { duplicateRow, moveRow, removeRow, replaceRow } from "./rows";

const ListText = lazyPart(() => import("./list-text"));

export function ListControl({ field, value, path, onChange, attributes, labelId, readOnly }: ControlProps<"list">) {
  const t = useTranslations("forms.list");
  const { onSeal } = useForm();
  const rows = Array.isArray(value) ? value : [];
  const { keys, rekey } = useRowKeys(rows.length);
  const isCompact = isPair(field.of);
  // A name and its value say themselves which is which.
  const isHeaded =
    isCompact && rows.length > 0 && Object.keys(field.of).length > 1 && !Object.hasOwn(field.of, "value");
  const { isText, openText, closeText, opener } = useTextEditing();

  function change(next: Json[], nextKeys: number[]) {
    rekey(nextKeys);
    onChange(next, path);
  }

  /** A step of undo of its own. */
  function changeAll(next: Json[], nextKeys: number[]) {
    onSeal();
    change(next, nextKeys);
    onSeal();
  }

  const { paste, takeBack } = useRowPaste({ field, path, rows, keys, onRows: changeAll });
  const actions = useStable({
    change: (index, values, leaf) => onChange(replaceRow(rows, index, values), leaf),
    paste: (index, event) => paste(event, index),
    remove: (index) => change(removeRow(rows, index), removeRow(keys, index)),
    duplicate: (index) => change(duplicateRow(rows, index), keys.toSpliced(index + 1, 0, newKey(keys))),
    move: (from, to) => change(moveRow(rows, from, to), moveRow(keys, from, to)),
  });

  function onKeyDown(event: KeyboardEvent) {
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (isUndo && !readOnly && takeBack()) event.preventDefault();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, and the label stands outside
    <div
      id={attributes.id}
      role="group"
      aria-labelledby={labelId}
      aria-describedby={attributes["aria-describedby"]}
      className="flex flex-col gap-2"
      onKeyDown={onKeyDown}
    >
      <Suspense>
        {isText ? (
          <ListText
            label={field.label}
            fields={field.of}
            rows={rows}
            onCancel={closeText}
            onApply={(next) => {
              const first = newKey(keys);
              changeAll(
                next,
                next.map((_, index) => first + index),
              );
              closeText();
            }}
          />
        ) : (
          <>
            {isHeaded && <RowHead fields={field.of} hasGrip={!readOnly && rows.length > 1} readOnly={readOnly} />}
            {rows.map((row, index) => (
              <ListRow
                key={keys[index] ?? index}
                label={t("row", { name: rowName(field), number: index + 1 })}
                fields={field.of}
                values={isJsonObject(row) ? row : noValues}
                path={`${path}.${index}`}
                index={index}
                count={rows.length}
                isCompact={isCompact}
                isHeaded={isHeaded}
                readOnly={readOnly}
                actions={actions}
              />
            ))}
          </>
        )}
      </Suspense>
      {!readOnly && !isText && (
        <div className="flex flex-wrap gap-2">
          <Button
            variant="secondary"
            size="sm"
            onClick={() => change([...rows, defaultsOf(field.of)], [...keys, newKey(keys)])}
          >
            <Plus aria-hidden />
            {field.addLabel}
          </Button>
          {isCompact && (
            <Button ref={opener} variant="ghost" size="sm" className="text-muted" onClick={openText}>
              <TextCursorInput aria-hidden />
              {t("editAsText")}
            </Button>
          )}
        </div>
      )}
      {readOnly && rows.length === 0 && <p className="text-muted text-sm">{t("none")}</p>}
    </div>
  );
}

/** "Add field" adds a "Field", and "添加字段" a "字段". */
const rowName = ({ label, addLabel }: { label: string; addLabel: string }) => {
  const thing = addLabel.replace(/^(Add( an?)? ?|添加)/, "");
  return thing === "" ? label : thing.charAt(0).toUpperCase() + thing.slice(1);
};

/** Two single-line texts, such as name and value, fit on one line. */
const isPair = (fields: Fields) => {
  const all = Object.values(fields);
  return all.length <= 2 && all.every(isLine);
};

/**
 * The rows are one text for a while: they stay in sight until its editor is there, and the button that opened it has the
 * focus again afterwards.
 */
function useTextEditing() {
  const [isText, setText] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasText = useRef(false);
  useEffect(() => {
    if (wasText.current && !isText) opener.current?.focus();
    wasText.current = isText;
  }, [isText]);
  return { isText, opener, openText: () => startTransition(() => setText(true)), closeText: () => setText(false) };
}

const noValues: JsonObject = {};

/** The same functions for good, which do what the last ones do. */
function useStable(latest: RowActions): RowActions {
  const current = useRef(latest);
  current.current = latest;
  const [stable] = useState<RowActions>(() => ({
    change: (...given) => current.current.change(...given),
    paste: (...given) => current.current.paste(...given),
    remove: (...given) => current.current.remove(...given),
    duplicate: (...given) => current.current.duplicate(...given),
    move: (...given) => current.current.move(...given),
  }));
  return stable;
}

const newKey = (keys: readonly number[]) => Math.max(-1, ...keys) + 1;

/** Keys that follow their rows through moves, so that each keeps its own state. */
function useRowKeys(count: number) {
  const [keys, setKeys] = useState<number[]>(() => Array.from({ length: count }, (_, index) => index));
  // Another hand (undo, import) changed the number of rows: the rows that stay keep theirs.
  const known = keys.length >= count ? keys.slice(0, count) : [...keys];
  while (known.length < count) known.push(newKey(known));
  return { keys: known, rekey: setKeys };
}
