"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import type { Fields } from "@/shared/field";
import { isJsonObject, type Json } from "@/shared/item";
import { Button } from "../ui/button";
import type { ControlProps } from "./control-props";
import { defaultsOf } from "./defaults";
import { ListRow } from "./list-row";
import { duplicateRow, moveRow, removeRow, replaceRow } from "./rows";

export function ListControl({ field, value, path, onChange, attributes, labelId, readOnly }: ControlProps<"list">) {
  const rows = Array.isArray(value) ? value : [];
  const { keys, rekey } = useRowKeys(rows.length);
  const isCompact = isPair(field.of);

  function change(next: Json[], nextKeys: number[]) {
    rekey(nextKeys);
    onChange(next, path);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, and the label stands outside
    <div
      id={attributes.id}
      role="group"
      aria-labelledby={labelId}
      aria-describedby={attributes["aria-describedby"]}
      className="flex flex-col gap-2"
    >
      {rows.map((row, index) => (
        <ListRow
          key={keys[index] ?? index}
          label={`${rowName(field)} ${index + 1}`}
          fields={field.of}
          values={isJsonObject(row) ? row : {}}
          path={`${path}.${index}`}
          index={index}
          count={rows.length}
          isCompact={isCompact}
          readOnly={readOnly}
          onChange={(values, leaf) => onChange(replaceRow(rows, index, values), leaf)}
          onRemove={() => change(removeRow(rows, index), removeRow(keys, index))}
          onDuplicate={() => change(duplicateRow(rows, index), keys.toSpliced(index + 1, 0, newKey(keys)))}
          onMove={(from, to) => change(moveRow(rows, from, to), moveRow(keys, from, to))}
        />
      ))}
      {!readOnly && (
        <Button
          variant="secondary"
          size="sm"
          className="w-fit"
          onClick={() => change([...rows, defaultsOf(field.of)], [...keys, newKey(keys)])}
        >
          <Plus aria-hidden />
          {field.addLabel}
        </Button>
      )}
      {readOnly && rows.length === 0 && <p className="text-muted text-sm">None</p>}
    </div>
  );
}

/** "Add field" adds a "Field". */
const rowName = ({ label, addLabel }: { label: string; addLabel: string }) => {
  const thing = addLabel.replace(/^Add( an?)? ?/, "");
  return thing === "" ? label : thing.charAt(0).toUpperCase() + thing.slice(1);
};

/** Two single-line texts, such as name and value, fit on one line. */
const isPair = (fields: Fields) => {
  const all = Object.values(fields);
  return all.length <= 2 && all.every((field) => field.control === "text" && !field.multiline);
};

const newKey = (keys: readonly number[]) => Math.max(-1, ...keys) + 1;

/** Keys that follow their rows through moves, so that each keeps its own state. */
function useRowKeys(count: number) {
  const [keys, setKeys] = useState<number[]>(() => Array.from({ length: count }, (_, index) => index));
  // Another hand (undo, import) changed the number of rows: the rows that stay keep theirs.
  const known = keys.length >= count ? keys.slice(0, count) : [...keys];
  while (known.length < count) known.push(newKey(known));
  return { keys: known, rekey: setKeys };
}
