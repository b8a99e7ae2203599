"use client";

import { Move, PencilLine, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import { type FieldChange, isSameDiff, type NodeChange } from "@/shared/document-diff";
import type { Fields as FormFields } from "@/shared/field";
import type { Json } from "@/shared/item";
import { useEditor, useEditorState } from "../editor-context";
import { fieldName } from "../field-name";
import type { Compared } from "./compared";

const kinds = {
  added: { icon: Plus, color: "text-success" },
  removed: { icon: Trash2, color: "text-danger" },
  changed: { icon: PencilLine, color: "text-warning" },
  moved: { icon: Move, color: "text-muted" },
} as const satisfies Record<NodeChange["is"], object>;

const order: readonly NodeChange["is"][] = ["added", "removed", "changed", "moved"];

/** What is different, node by node and field by field. A node in the list is shown on the canvas. */
export function ChangeList({ compared }: { compared: Compared | null }) {
  const t = useTranslations("versions.changes");
  if (!compared) return <p className="p-4 text-muted text-sm">{t("comparing")}</p>;
  const { diff } = compared;
  const nodes = diff.nodes.toSorted((a, b) => order.indexOf(a.is) - order.indexOf(b.is));
  return (
    <section aria-label={t("label")} className="min-h-0 flex-1 overflow-y-auto p-4">
      <h2 className="mb-2 font-medium text-sm">{t("title")}</h2>
      {isSameDiff(diff) && <p className="text-muted text-sm">{t("none")}</p>}
      <ul className="flex flex-col gap-2">
        {nodes.map((change) => (
          <li key={change.id}>
            <NodeLine change={change} />
          </li>
        ))}
        <Other count={diff.edges.added.length} what="connectionsAdded" />
        <Other count={diff.edges.removed.length} what="connectionsRemoved" />
        <Other count={diff.notes.added} what="notesAdded" />
        <Other count={diff.notes.removed} what="notesRemoved" />
        <Other count={diff.notes.changed} what="notesChanged" />
        {diff.fields.length > 0 && (
          <li>
            <p className="text-sm">{t("workflow")}</p>
            <Fields fields={diff.fields} />
          </li>
        )}
      </ul>
    </section>
  );
}

function NodeLine({ change }: { change: NodeChange }) {
  const editor = useEditor();
  const t = useTranslations("versions.changes");
  const info = useEditorState(({ nodeTypes }) => nodeTypes.get(change.type));
  const { icon: Icon, color } = kinds[change.is];
  return (
    <>
      <button
        type="button"
        className="flex w-full items-center gap-2 rounded-md text-left text-sm hover:underline"
        onClick={() => {
          editor.select([change.id]);
          void editor.canvas.current?.fitView({ nodes: [{ id: change.id }], maxZoom: 1, duration: 200 });
        }}
      >
        <Icon aria-hidden className={cn("size-4 shrink-0", color)} />
        <span className="min-w-0 truncate">{change.name}</span>
        <span className={cn("shrink-0 text-xs", color)}>{t(change.is)}</span>
      </button>
      {change.is === "changed" && <Fields fields={change.fields} known={info?.fields} />}
    </>
  );
}

const mostShown = 12;
const paramPrefix = "params.";
const isParam = (path: string) => path.startsWith(paramPrefix);

function Fields({ fields, known }: { fields: FieldChange[]; known?: FormFields }) {
  const t = useTranslations("versions.changes");
  return (
    <ul className="mt-1 ml-6 flex flex-col gap-1 text-xs">
      {fields.slice(0, mostShown).map(({ path, before, after }) => (
        <li key={path} className="break-words">
          <span className="text-muted">{isParam(path) ? fieldName(path.slice(paramPrefix.length), known) : path}</span>{" "}
          {before !== undefined && (
            <del className="rounded-sm bg-danger-soft px-1">
              <Value value={before} />
            </del>
          )}{" "}
          {after !== undefined && (
            <ins className="rounded-sm bg-success-soft px-1 no-underline">
              <Value value={after} />
            </ins>
          )}
        </li>
      ))}
      {fields.length > mostShown && <li className="text-muted">{t("more", { count: fields.length - mostShown })}</li>}
    </ul>
  );
}

function Value({ value }: { value: Json }) {
  const t = useTranslations("versions.changes");
  const text = typeof value === "string" ? value.replace(/^=/, "") : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text || t("empty");
}

type OtherChange = "connectionsAdded" | "connectionsRemoved" | "notesAdded" | "notesRemoved" | "notesChanged";

function Other({ count, what }: { count: number; what: OtherChange }) {
  const t = useTranslations("versions.changes");
  return count === 0 ? null : <li className="text-sm">{t(what, { count })}</li>;
}
